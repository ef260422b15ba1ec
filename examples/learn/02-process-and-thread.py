# The same work in a process and in a thread: who shares the main program's process?
from multiprocessing import Process
from os import getpid
from threading import Thread

def work(name):
    total = sum(number % 7 for number in range(1, 10_000_001))
    print(f"{name}: process id {getpid()}, sum {total}", flush=True)

if __name__ == "__main__":
    print(f"main: process id {getpid()}", flush=True)
    workers = [
        Process(target=work, args=("process",), name="a process"),
        Thread(target=work, args=("thread",), name="a thread"),
    ]
    for worker in workers: worker.start()
    for worker in workers: worker.join()
