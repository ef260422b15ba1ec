# Three cooks prepare in two phases behind a barrier; a waiter sleeps until the bell tells of a dish.
from multiprocessing import Barrier, Condition, Process, Value
from time import sleep

def cook(number, barrier, bell, dishes):
    for phase in ("chopped", "cooked"):
        sleep(0.15 * number)
        print(f"cook {number} has {phase}", flush=True)
        barrier.wait()
    with bell:
        dishes.value += 1
        bell.notify()

def serve(bell, dishes):
    with bell:
        while dishes.value < 3: bell.wait()
    print("waiter: all three dishes are served")

if __name__ == "__main__":
    barrier, bell, dishes = Barrier(3), Condition(), Value("i", 0, lock=False)
    workers = [Process(target=serve, args=(bell, dishes))]
    workers += [Process(target=cook, args=(n, barrier, bell, dishes)) for n in (1, 2, 3)]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
