# Four tasks that wait and four that compute, each time in four threads of one process.
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter, sleep

def download(seconds):
    sleep(seconds)  # as long as an answer takes

def compute(steps):
    total = 0
    for step in range(steps):
        total = (total * 31 + step) % 1_000_003
    return total

def measure(what, pool, task, arguments):
    start = perf_counter()
    list(pool.map(task, arguments))
    print(f"{what}: {1000 * (perf_counter() - start):.0f} ms", flush=True)

if __name__ == "__main__":
    with ThreadPoolExecutor(4) as pool:
        measure("four times 300 ms of waiting", pool, download, [0.3] * 4)
        measure("four times computing", pool, compute, [3_000_000] * 4)
        measure("once computing", pool, compute, [3_000_000])
