import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openDataset, readRows } from "../../src/engine/datasets";
import { groupBy } from "../../src/workloads/group-by";
import { writeCsv } from "../unit/datasets/csv";
import { freshPath, openWritten, readContext, TextSink, writeFile } from "../unit/datasets/support";
import { runWorkload } from "../unit/workloads/run-workload";
import { anyTable, datasetOf } from "../unit/workloads/tables";

const given = { id: "d", origin: "file" } as const;

const hasPython = spawnSync("python3", ["--version"]).status === 0;
if (!hasPython) console.warn("python3 is not installed: results are not compared with Python's csv and math.fsum.");

interface Statistics {
  readonly rows: readonly unknown[];
  readonly notNumbers: number;
}

/** Has Python compute what `group-by` does. */
function byPython(jobs: readonly object[]): Statistics[] {
  const script = fileURLToPath(new URL("support/csv_statistics.py", import.meta.url));
  const options = { input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  return JSON.parse(execFileSync("python3", [script], options));
}

describe("grouping, beside Python's csv, integers and fractions", () => {
  it.skipIf(!hasPython)("gives the same to the last digit for 300 tables of every style (needs python3)", async () => {
    // Python before 3.11 refuses zero bytes.
    const tables = fc.sample(anyTable, { numRuns: 300, seed: 20_261_124 }).filter(({ bytes }) => !bytes.includes(0));
    const datasets = tables.map(datasetOf);
    const jobs = datasets.map(({ path, delimiter }) => ({ path, delimiter, by: 0, of: 2 }));
    const expected = byPython(jobs);
    expect(expected.flatMap(({ rows }) => rows).length).toBeGreaterThan(500);
    for (const [number, dataset] of datasets.entries()) {
      const { result, problems } = await runWorkload(groupBy, { by: "key", of: "amount" }, dataset, { chunkSize: 7 });
      const notNumbers = problems.find(({ code }) => code === "not-a-number")?.count ?? 0;
      expect({ rows: result.rows, notNumbers }).toEqual(expected[number]);
    }
  });

  it.skipIf(!hasPython)("gives the same to the last digit for sums that rounding spoils (needs python3)", async () => {
    // Numbers of sizes from 1e-8 to 1e8: a running sum is wrong in its last digits for nearly every group.
    let state = 1;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state;
    };
    const rows = Array.from({ length: 50_000 }, () => [
      `group ${random() % 50}`,
      "",
      `${random() % 2 === 0 ? "-" : ""}${random() % 10 ** (random() % 9)}.${String(random()).slice(0, 1 + (random() % 8))}`,
    ]);
    const dataset = datasetOf(writeCsv(["key", "other", "amount"], rows));
    const [expected] = byPython([{ path: dataset.path, delimiter: ",", by: 0, of: 2 }]);
    for (const chunkSize of [10_000, dataset.size]) {
      const { result } = await runWorkload(groupBy, { by: "key", of: "amount" }, dataset, { chunkSize });
      expect(result.rows).toEqual(expected!.rows);
    }
    const plain = new Map<string, number>();
    for (const [key, , amount] of rows) plain.set(key!, (plain.get(key!) ?? 0) + Number(amount));
    const spoiled = expected!.rows.filter((row) => plain.get((row as string[])[0]!) !== (row as number[])[2]);
    expect(spoiled.length).toBeGreaterThan(25);
  });
});

describe("a named pipe", () => {
  function makePipe(path: string): void {
    execFileSync("mkfifo", [path]);
  }

  it("is refused when it is opened, without waiting for its writer", async () => {
    const path = freshPath("pipe.csv");
    makePipe(path);
    await expect(openDataset(path, given)).rejects.toMatchObject({
      fault: { code: "dataset-unreadable", message: expect.stringMatching(/no ordinary file.*Save it/) },
    });
  });

  it("that took a file's place is refused when it is read, without waiting either", async () => {
    const dataset = await openWritten("a,b\n1,2\n");
    rmSync(dataset.path);
    makePipe(dataset.path);
    const chunk = { index: 0, from: dataset.dataStart, to: dataset.size };
    await expect(readRows(chunk, dataset, readContext(), [0], new TextSink([0]))).rejects.toMatchObject({
      fault: { code: "dataset-changed" },
    });
  });
});

describe("a file that this user may not read", () => {
  const nobody = 65_534;

  /** Does something as a user who is not root: root may read everything. */
  async function asOrdinaryUser(action: () => Promise<void>): Promise<void> {
    if (process.geteuid!() !== 0) return action();
    process.seteuid!(nobody);
    try {
      await action();
    } finally {
      process.seteuid!(0);
    }
  }

  it("is refused with what to do, when it is opened and when it is read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lanescope-unreadable-"));
    try {
      chmodSync(folder, 0o755);
      const path = join(folder, "secret.csv");
      writeFileSync(path, "a,b\n1,2\n");
      const dataset = await openDataset(path, given);
      chmodSync(path, 0o000);
      const fault = {
        code: "dataset-unreadable",
        message: expect.stringMatching(/secret\.csv may not be read.*permissions/),
      };
      await asOrdinaryUser(async () => {
        await expect(openDataset(path, given)).rejects.toMatchObject({ fault });
        const chunk = { index: 0, from: dataset.dataStart, to: dataset.size };
        await expect(readRows(chunk, dataset, readContext(), [0], new TextSink([0]))).rejects.toMatchObject({ fault });
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is refused where only its folder may not be entered", async () => {
    const path = writeFile("a,b\n1,2\n");
    const folder = dirname(path);
    chmodSync(folder, 0o600);
    try {
      await asOrdinaryUser(async () => {
        await expect(openDataset(path, given)).rejects.toMatchObject({ fault: { code: "dataset-unreadable" } });
      });
    } finally {
      chmodSync(folder, 0o700);
    }
  });
});
