# A process is started, does its own work, and is waited for.
from multiprocessing import Process
from time import sleep

def count(last):
    for number in range(1, last + 1):
        sleep(0.2)
        print(f"counter: {number}", flush=True)

if __name__ == "__main__":
    counter = Process(target=count, args=(5,), name="counter")
    counter.start()
    print("main: started it", flush=True)
    counter.join()
    print(f"main: it ended with code {counter.exitcode}")
