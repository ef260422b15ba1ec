import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/cli/report";
import { reportPieces } from "../../../src/cli/report";
import { settingsOf } from "../../../src/shared/contract/models";
import { dataset, doneRun, table, workerLane } from "./support";

const text = (report: Partial<Report>): string =>
  [...reportPieces({ workload: "primes", run: doneRun, result: table, lanes: [workerLane], ...report })].join("");
const parsed = (report: Partial<Report>): unknown => JSON.parse(text(report));

describe("the report", () => {
  it("has exactly the fields that were promised", () => {
    const settings = { ...settingsOf(doneRun), workload: "group-by", datasetId: dataset.id };
    const problems = [{ code: "ragged-row", severity: "warning", message: "A row.", count: 3 }] as const;
    expect(parsed({ workload: "group-by", run: { ...doneRun, settings, dataset, problems } })).toEqual({
      workload: "group-by",
      mode: "processes",
      workers: 2,
      chunkSize: 7,
      dataset: "/data/data.csv",
      wallMs: 1234.5,
      result: {
        columns: ["key", "count", "sum"],
        rows: [
          ["north", 3, 1.5],
          ["south", 12, Number("18014398509481987")],
        ],
      },
      problems: [{ code: "ragged-row", message: "A row.", count: 3 }],
      lanes: [{ name: "worker 1", pid: 4711, startNs: 1000, endNs: 9000, exitCode: null, signal: "SIGKILL" }],
      trace: { events: 12, dropped: 0 },
    });
  });

  it("writes integers beyond 2^53 as numbers with all their digits", () => {
    expect(text({})).toContain('["south", 12, 18014398509481987]');
  });

  it("leaves texts that look like numbers texts", () => {
    const columns = [{ name: "zip", type: "text" }] as const;
    expect(text({ result: { ...table, columns, rows: [["01234"], ["18014398509481987"]] } })).toContain(
      '["01234"],\n      ["18014398509481987"]',
    );
  });

  it("escapes what JSON must", () => {
    const columns = [{ name: 'a "b"', type: "text" }] as const;
    const rows = [["x\ny\u0000\ud800"]];
    expect(parsed({ result: { ...table, columns, rows } })).toMatchObject({ result: { columns: ['a "b"'], rows } });
  });

  it("has the key figures besides the table, where there are any", () => {
    const figures = [
      { name: "median", value: 1.5 },
      { name: "least", value: "-18014398509481987" },
    ];
    expect(parsed({ result: { ...table, figures } })).toMatchObject({
      figures: { median: 1.5, least: "-18014398509481987" },
    });
  });

  it("says null where there is no result, no dataset and no chunk size", () => {
    expect(parsed({ run: { ...doneRun, chunkSizeUsed: null }, result: null, lanes: [] })).toMatchObject({
      dataset: null,
      chunkSize: null,
      result: null,
      problems: [],
      lanes: [],
    });
  });

  it("is whole JSON where the result has no rows", () => {
    expect(parsed({ result: { ...table, rows: [], totalRows: 0 } })).toMatchObject({ result: { rows: [] } });
  });

  it("counts what ended the run among the problems, once", () => {
    const fault = { code: "worker-lost", message: "worker 1 lost: SIGKILL." } as const;
    const problem = { code: fault.code, message: fault.message, count: 1 };
    expect(parsed({ run: { ...doneRun, fault } })).toMatchObject({ problems: [problem] });
    const problems = [{ ...problem, severity: "error" as const }];
    expect(parsed({ run: { ...doneRun, fault, problems } })).toMatchObject({ problems: [problem] });
  });
});
