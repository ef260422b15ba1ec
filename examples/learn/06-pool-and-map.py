# Eight tasks of different length for a pool of two processes.
from multiprocessing import Pool
from time import sleep

def square(number):
    sleep(0.4 if number % 2 == 1 else 0.1)
    print(f"{number} is done", flush=True)
    return number * number

if __name__ == "__main__":
    with Pool(2) as pool:
        squares = pool.map(square, range(1, 9), chunksize=1)
        print("results:", *squares)
