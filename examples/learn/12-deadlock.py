# Two processes need the same two locks, and take them in opposite orders.
from multiprocessing import Barrier, Lock, Process

def move(name, first, second, both):
    with first:
        print(f"{name} holds its first lock", flush=True)
        both.wait()
        with second: print(f"{name} holds both", flush=True)

if __name__ == "__main__":
    pen, paper, both = Lock(), Lock(), Barrier(3)
    writers = [
        Process(target=move, args=("Ada", pen, paper, both)),
        Process(target=move, args=("Bob", paper, pen, both)),
    ]
    for writer in writers: writer.start()
    both.wait()
    writers[0].join(2)
    print("nobody moves any more: a deadlock" if writers[0].is_alive() else "both have written")
    for writer in writers: writer.terminate()
