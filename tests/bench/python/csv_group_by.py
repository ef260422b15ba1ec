"""The same group-by with Python's multiprocessing.Pool over byte ranges and its csv module.

csv_group_by.py FILE BY OF WORKERS plain|exact

Prints JSON: a list of [key, count, sum, mean, min, max], sorted by key. `plain` adds floats as they come, as most
programs do; `exact` gives the exact sum rounded once (math.fsum), as Lanescope does. The file's quoted fields must hold
no line breaks: a range begins behind the first line break.
"""

import csv
import io
import json
import math
import multiprocessing
import os
import sys
from array import array


def rows_of(path, start, end):
    """The rows that begin in the bytes [start, end)."""
    with open(path, "rb") as file:
        if start > 0:
            # The line that the byte before belongs to is the other range's.
            file.seek(start - 1)
            file.readline()
        begin = file.tell()
        data = file.read(max(0, end - begin))
        if not data.endswith(b"\n"):
            data += file.readline()
    reader = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    if start == 0:
        next(reader)
    return reader


def aggregate_plain(job):
    path, start, end, by, of = job
    groups = {}
    for row in rows_of(path, start, end):
        value = float(row[of])
        entry = groups.get(row[by])
        if entry is None:
            groups[row[by]] = [1, value, value, value]
            continue
        entry[0] += 1
        entry[1] += value
        if value < entry[2]:
            entry[2] = value
        elif value > entry[3]:
            entry[3] = value
    return groups


def aggregate_exact(job):
    path, start, end, by, of = job
    groups = {}
    for row in rows_of(path, start, end):
        values = groups.get(row[by])
        if values is None:
            values = groups[row[by]] = array("d")
        values.append(float(row[of]))
    return groups


def main():
    path, by_name, of_name, workers, kind = sys.argv[1:]
    workers = int(workers)
    with open(path, newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    size = os.path.getsize(path)
    step = max(1, min(size // (workers * 8), 16 << 20))
    jobs = [
        (path, start, min(start + step, size), header.index(by_name), header.index(of_name))
        for start in range(0, size, step)
    ]
    total = {}
    with multiprocessing.Pool(workers) as pool:
        if kind == "exact":
            for groups in pool.imap(aggregate_exact, jobs):
                for key, values in groups.items():
                    total.setdefault(key, array("d")).extend(values)
            total = {key: [len(values), math.fsum(values), min(values), max(values)] for key, values in total.items()}
        else:
            for groups in pool.imap(aggregate_plain, jobs):
                for key, (count, value_sum, low, high) in groups.items():
                    entry = total.get(key)
                    if entry is None:
                        total[key] = [count, value_sum, low, high]
                    else:
                        entry[0] += count
                        entry[1] += value_sum
                        entry[2] = min(entry[2], low)
                        entry[3] = max(entry[3], high)
    json.dump(
        [
            [key, count, value_sum, value_sum / count, low, high]
            for key, (count, value_sum, low, high) in sorted(total.items(), key=lambda item: item[0].encode())
        ],
        sys.stdout,
    )


if __name__ == "__main__":
    main()
