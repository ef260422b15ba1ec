# Two processes add to one number, first without a lock, then with one.
from multiprocessing import Barrier, Lock, Process, Value
from time import sleep

def add_one(counter):
    seen = counter.value
    sleep(0.002)  # the other one may write meanwhile
    counter.value = seen + 1

def add(unsafe, safe, lock, start):
    start.wait()
    for _ in range(50): add_one(unsafe)
    start.wait()
    for _ in range(50):
        with lock: add_one(safe)

if __name__ == "__main__":
    unsafe, safe = Value("i", 0, lock=False), Value("i", 0, lock=False)
    lock, start = Lock(), Barrier(2)
    workers = [Process(target=add, args=(unsafe, safe, lock, start)) for _ in range(2)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
    print(f"without a lock: {unsafe.value} of 100")
    print(f"under the lock: {safe.value} of 100")
