"""What can be observed of multiprocessing.Pool (fork): the twin of python.test.ts. Prints JSON."""

import json
import multiprocessing
import time

calls = 0
word = ""


def double(x):
    return 2 * x


def add(a, b):
    return a + b


def fail_odd(x):
    if x % 2 == 1:
        raise ValueError(f"{x} is odd")
    return x


def count(_item):
    global calls
    calls += 1
    return calls


def sleep(ms):
    time.sleep(ms / 1000)
    return ms


def initialize(text):
    global word
    word = text


def initialized(_item):
    return word


def outcome(body):
    """What a call gives, or how it fails: in words that both sides use."""
    try:
        return body()
    except multiprocessing.TimeoutError:
        return "timeout"
    except StopIteration:
        return "end"
    except ValueError as error:
        return str(error) if "odd" in str(error) else "refused"


def main():
    context = multiprocessing.get_context("fork")
    seen = {}
    with context.Pool(2) as pool:
        seen["map"] = pool.map(double, range(100))
        seen["map of nothing"] = pool.map(double, [])
        seen["map in chunks"] = pool.map(double, range(100), 7)
        seen["map that fails"] = outcome(lambda: pool.map(fail_odd, [0, 2, 5, 4]))
        seen["starmap"] = pool.starmap(add, [(1, 2), (3, 4)])
        seen["apply"] = pool.apply(add, (5, 6))
        seen["imap"] = list(pool.imap(double, range(20), 3))
        seen["imap_unordered, sorted"] = sorted(pool.imap_unordered(double, range(20)))
        results = pool.imap(fail_odd, [0, 1, 2])
        seen["imap that fails"] = [outcome(results.next) for _ in range(4)]
        slow = pool.imap(sleep, [400])
        seen["next in time"] = [outcome(lambda: slow.next(0.01)), outcome(slow.next)]
        late = pool.apply_async(sleep, (400,))
        seen["get in time"] = [late.ready(), outcome(late.successful), outcome(lambda: late.get(0.01)), late.get()]
        seen["when it is there"] = [late.ready(), late.successful(), late.get(0)]
        failed = pool.apply_async(fail_odd, (1,))
        failed.wait()
        seen["a failure"] = [failed.ready(), failed.successful(), outcome(failed.get), outcome(failed.get)]
        seen["join while open"] = outcome(pool.join)
        last = pool.map_async(sleep, [50, 50, 50])
        pool.close()
        seen["apply when closed"] = outcome(lambda: pool.apply(double, (1,)))
        pool.join()
        seen["what was given before close"] = last.get(0)
    with context.Pool(1, maxtasksperchild=2) as pool:
        seen["two tasks a worker"] = pool.map(count, range(5), 1)
    with context.Pool(1, maxtasksperchild=2) as pool:
        seen["two chunks a worker"] = pool.map(count, range(12), 3)
    with context.Pool(2, initialize, ("hello",)) as pool:
        seen["initializer"] = pool.map(initialized, range(3))
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
