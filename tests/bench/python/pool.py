"""Pools of multiprocessing (fork), the twin of tests/bench/pool/program.mjs: pool.py NAME PARAMETERS...

Prints JSON: milliseconds, the median of the rounds after the first two.
"""

import array
import json
import multiprocessing
import statistics
import sys
import time


def nothing(_item):
    return None


def same(item):
    return item


def total(numbers):
    return sum(numbers)


shared = None


def share(numbers):
    global shared
    shared = numbers


def total_shared(stretch):
    start, stop = stretch
    return sum(memoryview(shared).cast("B").cast("d")[start:stop])


def timed(rounds, body):
    times = []
    for index in range(rounds + 2):
        started = time.perf_counter()
        body()
        if index >= 2:
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def noop(context, count, rounds):
    with context.Pool(2) as pool:
        items = list(range(count))
        return timed(rounds, lambda: pool.map(nothing, items, chunksize=1))


def echo(context, count, kind, rounds):
    items = [index if kind == "numbers" else {"id": index, "name": f"item {index}"} for index in range(count)]
    with context.Pool(2) as pool:
        return timed(rounds, lambda: pool.map(same, items))


def moved(context, count, rounds):
    numbers = array.array("d", [1.0]) * count
    half = count // 2
    with context.Pool(2) as pool:
        return timed(rounds, lambda: pool.map(total, [numbers[:half], numbers[half:]]))


def in_shared(context, count, rounds):
    numbers = context.RawArray("d", count)
    half = count // 2
    with context.Pool(2, share, (numbers,)) as pool:
        return timed(rounds, lambda: pool.map(total_shared, [(0, half), (half, count)]))


def main():
    context = multiprocessing.get_context("fork")
    name, parameters = sys.argv[1], sys.argv[2:]
    if name == "noop":
        ms = noop(context, int(parameters[0]), int(parameters[1]))
    elif name == "same":
        ms = echo(context, int(parameters[0]), parameters[1], int(parameters[2]))
    elif name == "moved":
        ms = moved(context, int(parameters[0]), int(parameters[1]))
    else:
        ms = in_shared(context, int(parameters[0]), int(parameters[1]))
    print(json.dumps({"ms": ms}))


if __name__ == "__main__":
    main()
