# Three processes work and count: first all on one locked number, then each on a total of its own.
from multiprocessing import Barrier, Lock, Process, Value
from time import perf_counter, sleep

PIECES = 40

def count(total, lock, start):
    start.wait()
    for _ in range(PIECES):
        with lock:
            sleep(0.004)  # the work, done while holding the lock
            total.value += 1
    start.wait()
    own = 0
    for _ in range(PIECES):
        sleep(0.004)  # the same work, and nobody waits
        own += 1
    with lock: total.value += own
    start.wait()

if __name__ == "__main__":
    total, lock, start = Value("i", 0, lock=False), Lock(), Barrier(4)
    workers = [Process(target=count, args=(total, lock, start)) for _ in range(3)]
    for worker in workers: worker.start()
    start.wait()
    began = perf_counter()
    for how in ("one locked number", "totals of their own"):
        start.wait()
        print(f"{how}: {1000 * (perf_counter() - began):.0f} ms")
        began = perf_counter()
    for worker in workers: worker.join()
    print(f"counted to {total.value}")
