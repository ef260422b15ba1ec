"""Adds 1 under multiprocessing.Lock in several forked processes: counter.py PROCESSES TIMES.

Prints JSON: milliseconds from the start signal, when all processes are up, to the last one's end.
"""

import json
import multiprocessing
import sys
import time


def add(lock, value, ready, start, done, times):
    ready.release()
    start.wait()
    for _ in range(times):
        with lock:
            value.value += 1
    done.release()


def main():
    processes, times = int(sys.argv[1]), int(sys.argv[2])
    context = multiprocessing.get_context("fork")
    lock = context.Lock()
    value = context.Value("i", 0, lock=False)
    ready, done, start = context.Semaphore(0), context.Semaphore(0), context.Event()
    children = [
        context.Process(target=add, args=(lock, value, ready, start, done, times)) for _ in range(processes)
    ]
    for child in children:
        child.start()
    for _ in children:
        ready.acquire()
    started = time.perf_counter()
    start.set()
    for _ in children:
        done.acquire()
    work_ms = (time.perf_counter() - started) * 1000
    for child in children:
        child.join()
    print(json.dumps({"workMs": work_ms, "value": value.value}))


if __name__ == "__main__":
    main()
