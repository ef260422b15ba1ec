# Two processes add to a variable of the module, and to a value in shared memory.
from multiprocessing import Process, Value
from time import sleep

own = 0

def add(name, shared):
    global own
    for _ in range(3):
        own += 1
        with shared.get_lock():
            shared.value += 1
        sleep(0.1)
    print(f"{name}: own {own}", flush=True)

if __name__ == "__main__":
    shared = Value("i", 0)
    workers = [Process(target=add, args=(name, shared), name=name) for name in ("one", "two")]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
    print(f"main: own {own}, shared {shared.value}")
