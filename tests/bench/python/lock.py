"""What Python's multiprocessing.Lock costs when nobody else wants it: lock.py TIMES. Prints JSON, nanoseconds."""

import json
import multiprocessing
import sys
import time
from statistics import median

BATCH = 50_000


def main():
    batches = max(1, int(sys.argv[1]) // BATCH)
    lock = multiprocessing.Lock()
    value = multiprocessing.Value("i", 0, lock=False)

    lock_ns = []
    for _ in range(batches):
        started = time.perf_counter_ns()
        for _ in range(BATCH):
            lock.acquire()
            lock.release()
        lock_ns.append((time.perf_counter_ns() - started) / BATCH)

    add_ns = []
    for _ in range(batches):
        started = time.perf_counter_ns()
        for _ in range(BATCH):
            lock.acquire()
            value.value += 1
            lock.release()
        add_ns.append((time.perf_counter_ns() - started) / BATCH)
    print(json.dumps({"lockNs": median(lock_ns), "addNs": median(add_ns)}))


if __name__ == "__main__":
    main()
