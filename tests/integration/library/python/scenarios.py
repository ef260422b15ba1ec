"""Each scenario in Python: prints one line of JSON a scenario, [name, what was seen]. `scenarios.program.mjs` is its twin."""

import json
import multiprocessing as mp
import queue
import sys
import time

PATIENCE = 20


def outcome(codes, function, *args):
    """What a call gives, or the code that we have for what it raises."""
    try:
        return function(*args)
    except Exception as error:
        for kind, code in codes.items():
            if isinstance(error, kind):
                return code
        raise


def until(condition):
    while not condition():
        time.sleep(0.001)


def put_numbers(target, who, count):
    for number in range(count):
        target.put([who, number])


def queue_order():
    target = mp.Queue()
    producers = [mp.Process(target=put_numbers, args=(target, who, 50)) for who in range(3)]
    for producer in producers:
        producer.start()
    got = [target.get(timeout=PATIENCE) for _ in range(150)]
    for producer in producers:
        producer.join()
    return [[number for who, number in got if who == wanted] for wanted in range(3)]


def queue_bounds():
    codes = {queue.Full: "queue-full", queue.Empty: "queue-empty"}
    target = mp.Queue(1)
    target.put("a")
    # A feeder thread needs a moment before the item can be got.
    until(lambda: not target.empty())
    seen = [
        outcome(codes, target.put, "b", False),
        outcome(codes, target.put, "b", True, 0.01),
        outcome(codes, target.put_nowait, "b"),
        target.full(),
        target.get(),
        outcome(codes, target.get_nowait),
        outcome(codes, target.get, True, 0.01),
        target.empty(),
    ]
    return seen


def queue_join():
    codes = {ValueError: "bad-parameter"}
    target = mp.JoinableQueue()
    for item in (1, 2):
        target.put(item)
    seen = [target.get(), target.get()]
    seen.append(outcome(codes, target.task_done))
    seen.append(outcome(codes, target.task_done))
    target.join()
    seen.append(outcome(codes, target.task_done))
    return seen


def double_all(source, target):
    for item in iter(source.get, None):
        target.put(item * 2)
    target.put(None)


def queue_pipeline():
    first, second, third = mp.Queue(), mp.Queue(), mp.Queue()
    stages = [
        mp.Process(target=double_all, args=(first, second)),
        mp.Process(target=double_all, args=(second, third)),
    ]
    for stage in stages:
        stage.start()
    for item in [1, 2, 3, None]:
        first.put(item)
    seen = list(iter(third.get, None))
    for stage in stages:
        stage.join()
    return seen


def lock_results():
    codes = {ValueError: "lock-not-held"}
    lock = mp.Lock()
    return [
        lock.acquire(),
        lock.acquire(False),
        lock.acquire(True, 0.01),
        outcome(codes, lock.release),
        outcome(codes, lock.release),
        lock.acquire(False),
    ]


def rlock_results():
    codes = {AssertionError: "lock-not-owner"}
    lock = mp.RLock()
    return [
        lock.acquire(),
        lock.acquire(),
        outcome(codes, lock.release),
        outcome(codes, lock.release),
        outcome(codes, lock.release),
    ]


def try_lock(lock, target):
    target.put(lock.acquire(False))


def lock_elsewhere():
    seen = []
    for lock in (mp.Lock(), mp.RLock(), mp.Semaphore(1)):
        results = mp.SimpleQueue()
        with lock:
            process = mp.Process(target=try_lock, args=(lock, results))
            process.start()
            process.join()
            seen.append(results.get())
        process = mp.Process(target=try_lock, args=(lock, results))
        process.start()
        process.join()
        seen.append(results.get())
    return seen


def semaphore_results():
    codes = {ValueError: "semaphore-full"}
    semaphore, bounded = mp.Semaphore(2), mp.BoundedSemaphore(1)
    return [
        [semaphore.acquire(False) for _ in range(3)],
        [outcome(codes, semaphore.release) for _ in range(3)],
        [semaphore.acquire(False) for _ in range(4)],
        outcome(codes, bounded.release),
        bounded.acquire(False),
        bounded.acquire(False),
        outcome(codes, bounded.release),
        outcome(codes, bounded.release),
    ]


def wait_event(event, target):
    target.put(event.wait(PATIENCE))


def event_results():
    event, results = mp.Event(), mp.SimpleQueue()
    seen = [event.is_set(), event.wait(0), event.wait(0.01)]
    waiters = [mp.Process(target=wait_event, args=(event, results)) for _ in range(2)]
    for waiter in waiters:
        waiter.start()
    event.set()
    for waiter in waiters:
        waiter.join()
    seen += [results.get(), results.get(), event.is_set(), event.wait()]
    event.clear()
    return seen + [event.is_set(), event.wait(0)]


def wait_condition(condition, waiting, woken):
    with condition:
        waiting.value += 1
        condition.wait()
        woken.value += 1


def condition_counts():
    condition = mp.Condition()
    waiting, woken = mp.Value("i", 0, lock=False), mp.Value("i", 0, lock=False)
    waiters = [mp.Process(target=wait_condition, args=(condition, waiting, woken)) for _ in range(3)]
    for waiter in waiters:
        waiter.start()

    def count(of):
        with condition:
            return of.value

    until(lambda: count(waiting) == 3)
    with condition:
        condition.notify()
    until(lambda: count(woken) == 1)
    time.sleep(0.05)
    seen = [count(woken)]
    with condition:
        condition.notify_all()
    for waiter in waiters:
        waiter.join()
    return seen + [count(woken)]


def condition_results():
    codes = {AssertionError: "lock-not-held", RuntimeError: "lock-not-held"}
    condition = mp.Condition(mp.Lock())
    seen = [outcome(codes, condition.wait, 0.01), outcome(codes, condition.notify)]
    with condition:
        seen.append(condition.wait(0.01))
        seen.append(condition.wait_for(lambda: False, 0.01))
        seen.append(condition.wait_for(lambda: "ready", 0.01))
        seen.append(outcome(codes, condition.notify, 5))
    return seen


def wait_barrier(barrier, rounds, target):
    for _ in range(rounds):
        target.put(barrier.wait())


def barrier_indexes():
    barrier, results = mp.Barrier(3), mp.Queue()
    parties = [mp.Process(target=wait_barrier, args=(barrier, 2, results)) for _ in range(3)]
    for party in parties:
        party.start()
    seen = sorted(results.get(timeout=PATIENCE) for _ in range(6))
    for party in parties:
        party.join()
    return [seen, barrier.parties, barrier.n_waiting, barrier.broken]


def barrier_broken():
    from threading import BrokenBarrierError

    codes = {BrokenBarrierError: "barrier-broken"}
    barrier = mp.Barrier(2)
    seen = [outcome(codes, barrier.wait, 0.01), barrier.broken, outcome(codes, barrier.wait)]
    barrier.reset()
    seen.append(barrier.broken)
    barrier.abort()
    seen += [barrier.broken, outcome(codes, barrier.wait), barrier.n_waiting]
    return seen


def say(connection):
    connection.send(["hello", 1])
    connection.send(connection.recv() + 1)
    connection.close()


def pipe_talk():
    here, there = mp.Pipe()
    process = mp.Process(target=say, args=(there,))
    process.start()
    there.close()
    seen = [here.recv()]
    here.send(41)
    seen.append(here.recv())
    process.join()
    seen.append(here.poll())
    seen.append(outcome({EOFError: "pipe-closed"}, here.recv))
    return seen


def pipe_one_way():
    codes = {OSError: "bad-parameter"}
    receiver, sender = mp.Pipe(duplex=False)
    seen = [receiver.poll(), receiver.poll(0.01)]
    sender.send("down")
    seen += [receiver.poll(), receiver.recv()]
    return seen + [outcome(codes, receiver.send, "up"), outcome(codes, sender.recv)]


def finish():
    pass


def leave():
    sys.exit(7)


def throw():
    sys.stderr = open("/dev/null", "w") if sys.platform != "win32" else open("nul", "w")
    raise TypeError("thrown")


def sleep_long():
    time.sleep(1000)


def exit_codes():
    seen = []
    for body in (finish, leave, throw):
        process = mp.Process(target=body)
        seen.append([process.is_alive(), process.exitcode])
        process.start()
        process.join()
        seen.append([process.is_alive(), process.exitcode])
    return seen


def join_and_kill():
    process = mp.Process(target=sleep_long)
    process.start()
    process.join(0.01)
    seen = [process.is_alive(), process.exitcode]
    seen.append(outcome({ValueError: "process-state"}, process.close))
    process.kill()
    process.join()
    return seen + [process.is_alive(), process.exitcode == -9]


def increment(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def shared_counter():
    counter, lock = mp.Value("i", 0), mp.Lock()
    workers = [mp.Process(target=increment, args=(counter, lock, 200)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value


own = [1]


def change_own(target):
    own[0] += 41
    target.put(own[0])


def own_memory():
    results = mp.SimpleQueue()
    process = mp.Process(target=change_own, args=(results,))
    process.start()
    process.join()
    return [results.get(), own[0]]


def square_all(array):
    for index in range(len(array)):
        array[index] = array[index] ** 2


def shared_array():
    array = mp.Array("d", [1, 2, 3, 4])
    process = mp.Process(target=square_all, args=(array,))
    process.start()
    process.join()
    codes = {IndexError: "memory-range"}
    return [list(array), array[-1], array[1:3], outcome(codes, lambda: array[4]), len(array)]


def cube(x):
    return x**3


def power(x, y):
    return x**y


def fail_at(x):
    if x == 3:
        raise ValueError("three is refused")
    return x


def pool_results():
    with mp.Pool(2) as pool:
        seen = [
            pool.map(cube, range(10)),
            pool.map(cube, range(10), 4),
            pool.starmap(power, [(2, 5), (3, 2)]),
            pool.apply(power, (2, 10)),
            list(pool.imap(cube, range(5))),
            sorted(pool.imap_unordered(cube, range(5))),
        ]
        try:
            pool.map(fail_at, range(6))
        except ValueError as error:
            seen.append(str(error))
    return seen


scenarios = [
    queue_order,
    queue_bounds,
    queue_join,
    queue_pipeline,
    lock_results,
    rlock_results,
    lock_elsewhere,
    semaphore_results,
    event_results,
    condition_counts,
    condition_results,
    barrier_indexes,
    barrier_broken,
    pipe_talk,
    pipe_one_way,
    exit_codes,
    join_and_kill,
    shared_counter,
    own_memory,
    shared_array,
    pool_results,
]

if __name__ == "__main__":
    for scenario in scenarios:
        print(json.dumps([scenario.__name__.replace("_", " "), scenario()]), flush=True)
