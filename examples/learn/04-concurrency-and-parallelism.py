# Four pieces of computing: first taking turns in two threads, then in two processes.
from multiprocessing.pool import Pool, ThreadPool
from time import perf_counter

def compute(piece):
    total = piece
    for step in range(4_000_000):
        total = (total * 31 + step) % 1_000_003
    return total

def measure(name, make_pool):
    with make_pool(2) as pool:
        pool.map(compute, [0, 0])  # both workers are up and warm
        start = perf_counter()
        pool.map(compute, [1, 2, 3, 4], chunksize=1)
        print(f"{name}: {1000 * (perf_counter() - start):.0f} ms", flush=True)

if __name__ == "__main__":
    measure("threads, which take turns", ThreadPool)
    measure("processes", Pool)
