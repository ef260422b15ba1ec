# Twenty tasks, one of them long: in two large chunks, and then one by one.
from multiprocessing import Pool
from time import perf_counter, sleep

def work(milliseconds):
    sleep(milliseconds / 1000)

if __name__ == "__main__":
    lengths = [500] + [50] * 19
    with Pool(2) as pool:
        pool.map(work, [1, 1], chunksize=1)  # both workers are up
        for chunksize in (10, 1):
            start = perf_counter()
            pool.map(work, lengths, chunksize=chunksize)
            print(f"chunks of {chunksize}: {1000 * (perf_counter() - start):.0f} ms")
