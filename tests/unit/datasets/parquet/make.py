"""Writes the Parquet files beside it by pyarrow, and what their cells are by Python alone (pip install pyarrow; run it here)."""

import datetime
import decimal
import json

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 250
DAY = datetime.date(1969, 12, 30)
MOMENT = datetime.datetime(1969, 12, 31, 23, 59, 59)
D = decimal.Decimal


def nth(row):
    """One row; every seventh value is missing."""
    values = {
        "id": row,
        "int8": row % 256 - 128,
        "int64": (row - 500) * 10**15,
        "uint64": 2**64 - 1 - row,
        "double": (row - 500) / 7,
        "float": float((row - 500) / 8),
        "flag": row % 3 == 0,
        "text": f"Łódź {row % 13}" if row % 5 else "",
        "long": "x" * (row % 50) + str(row),
        "money": D(row - 500) / 100,
        "wide": D(row - 500) * 10**20 / 1000,
        "day": DAY + datetime.timedelta(days=row),
        "milli": MOMENT + datetime.timedelta(milliseconds=row * 250),
        "micro": MOMENT + datetime.timedelta(microseconds=row * 1001),
        "time": (datetime.datetime(2000, 1, 1) + datetime.timedelta(seconds=row * 61, microseconds=row)).time(),
        "list": [row, None, row + 1][: row % 4],
        "struct": {"a": row, "b": str(row)},
        "map": {f"k{row % 3}": row, "ł": -row},
    }
    return {name: None if name != "id" and (row + at) % 7 == 0 else value for at, (name, value) in enumerate(values.items())}


SCHEMA = pa.schema(
    {
        "id": pa.int32(),
        "int8": pa.int8(),
        "int64": pa.int64(),
        "uint64": pa.uint64(),
        "double": pa.float64(),
        "float": pa.float32(),
        "flag": pa.bool_(),
        "text": pa.string(),
        "long": pa.string(),
        "money": pa.decimal128(9, 2),
        "wide": pa.decimal128(38, 3),
        "day": pa.date32(),
        "milli": pa.timestamp("ms"),
        "micro": pa.timestamp("us", tz="UTC"),
        "time": pa.time64("us"),
        "list": pa.list_(pa.int64()),
        "struct": pa.struct({"a": pa.int64(), "b": pa.string()}),
        "map": pa.map_(pa.string(), pa.int64()),
    }
)


def shown(value):
    """A cell as Lanescope shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime.datetime | datetime.time):
        text = str(value)
        return text.rstrip("0") if "." in text else text
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return format(value, "f") if isinstance(value, D) else str(value)


rows = [nth(row) for row in range(ROWS)]
table = pa.Table.from_pylist(rows, SCHEMA)
written = table.to_pylist()
for row in written:
    for name, value in row.items():
        if isinstance(value, datetime.datetime):
            row[name] = value.replace(tzinfo=None)
        if name == "map" and value is not None:
            row[name] = dict(value)
pq.write_table(table, "types.parquet", row_group_size=80, compression="snappy", data_page_size=512)
small = table.select(["id", "text", "double", "money"]).slice(0, 200)
for codec in ["none", "gzip", "brotli", "zstd", "lz4"]:
    pq.write_table(
        small,
        f"{codec}.parquet",
        row_group_size=64,
        compression=codec,
        data_page_version="2.0",
        use_dictionary=codec != "none",
    )
# Written as differences, as runs and byte by byte. (A list's numbers too.)
encoded = table.select(["id", "int64", "flag", "text", "long", "double", "list"]).slice(0, 200)
pq.write_table(
    encoded,
    "encoded.parquet",
    row_group_size=64,
    compression="none",
    data_page_version="2.0",
    use_dictionary=False,
    column_encoding={
        "id": "DELTA_BINARY_PACKED",
        "int64": "DELTA_BINARY_PACKED",
        "flag": "RLE",
        "text": "DELTA_BYTE_ARRAY",
        "long": "DELTA_LENGTH_BYTE_ARRAY",
        "double": "BYTE_STREAM_SPLIT",
        "list.list.element": "DELTA_BINARY_PACKED",
    },
)
floats = pa.table({"name": ["a", "b", "c", "d"], "float": pa.array([29.7, 0.1, None, 1e-7], pa.float32())})
for name, use_dictionary in [("float", False), ("float-dictionary", True)]:
    pq.write_table(floats, f"{name}.parquet", use_dictionary=use_dictionary)
with open("expected.json", "w", encoding="utf-8") as file:
    json.dump([[shown(value) for value in row.values()] for row in written], file, ensure_ascii=False, separators=(",", ":"))
    file.write("\n")

# One row group of several pieces and of many pages, some of whose pages refer to a dictionary and some of whose do not; it packs well.
pieces = pa.table(
    {
        "key": [None if row % 7 == 0 else f"k{row // 1000 % 9}" for row in range(300_000)],
        "number": pa.array([None if row % 11 == 0 else row % 5 for row in range(300_000)], pa.int64()),
        "real": pa.array([row % 4 / 4 for row in range(300_000)], pa.float64()),
        "text": [f"{row // 20:012}" for row in range(300_000)],
        "list": [[row % 3] for row in range(300_000)],
    }
)
pq.write_table(
    pieces,
    "pieces.parquet",
    compression="zstd",
    compression_level=19,
    data_page_size=64 * 1024,
    dictionary_pagesize_limit=32 * 1024,
    use_dictionary=["key", "number", "text"],
)
