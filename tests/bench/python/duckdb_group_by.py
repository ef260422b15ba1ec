"""Groups a CSV or Parquet file by DuckDB: python duckdb_group_by.py FILE BY OF THREADS; or writes a Parquet file: FILE to TARGET."""

import json
import sys
import time

import duckdb

path, by, of, threads = sys.argv[1:]
connection = duckdb.connect(config={"threads": 1 if by == "to" else int(threads)})
if by == "to":
    connection.execute(f"COPY (FROM '{path}') TO '{of}' (FORMAT parquet, ROW_GROUP_SIZE {threads})")
    sys.exit()
started = time.perf_counter()
rows = connection.execute(
    f'SELECT "{by}", count(*), sum("{of}"), avg("{of}"), min("{of}"), max("{of}") FROM \'{path}\' GROUP BY 1 ORDER BY 1'
).fetchall()
print(json.dumps({"seconds": time.perf_counter() - started, "rows": rows}))
