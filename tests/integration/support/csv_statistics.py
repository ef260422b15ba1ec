"""Group-by statistics by Python's csv, integers and fractions: what Lanescope's results are compared with.

Reads JSON from standard input, [{path, delimiter, by, of}, ...] with `by` and `of` as positions of columns, and prints
[{rows, notNumbers}, ...]: rows [key, count, sum, mean, min, max] sorted by the keys' bytes, integers beyond 2^53 as text,
what no float holds as null.
"""

import csv
import json
import math
import re
import sys
from fractions import Fraction

NUMBER = re.compile(r"[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[ \t]*\Z", re.ASCII)
SAFE = 2**53 - 1


def number(cell):
    """The cell as int or float, or None."""
    if not NUMBER.match(cell) or math.isinf(float(cell)):
        return None
    # Adding 0.0 takes the sign from -0.0.
    return float(cell) + 0.0 if re.search("[.eE]", cell) else int(cell)


def to_float(value):
    try:
        return float(value)
    except OverflowError:
        return None


def total(values):
    if all(isinstance(value, int) for value in values):
        return sum(values)
    exact = to_float(sum(map(Fraction, values)))
    if exact is not None and all(abs(value) <= SAFE for value in values if isinstance(value, int)):
        try:
            assert exact == math.fsum(values), values
        except OverflowError:
            pass  # fsum gives up where a part of the sum is beyond a float, though the whole is not.
    return exact


def shown(value):
    return str(value) if isinstance(value, int) and abs(value) > SAFE else value


def statistics(job):
    groups = {}
    not_numbers = 0
    with open(job["path"], newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file, delimiter=job["delimiter"])
        next(rows)
        for row in rows:
            if len(row) <= max(job["by"], job["of"]):
                continue
            value = number(row[job["of"]])
            # A group without any number has a row, too.
            values = groups.setdefault(row[job["by"]], [])
            if value is None:
                not_numbers += 1
            else:
                values.append(value)
    result = []
    for key, values in sorted(groups.items(), key=lambda item: item[0].encode()):
        if not values:
            result.append([key, 0, None, None, None, None])
            continue
        whole = total(values)
        nearest = None if whole is None else to_float(whole)
        mean = None if nearest is None else nearest / len(values)
        result.append([key, len(values), shown(whole), mean, shown(min(values)), shown(max(values))])
    return {"rows": result, "notNumbers": not_numbers}


csv.field_size_limit(1 << 30)
json.dump([statistics(job) for job in json.load(sys.stdin)], sys.stdout)
