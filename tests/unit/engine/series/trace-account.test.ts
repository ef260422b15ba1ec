import { describe, expect, it } from "vitest";
import { TraceAccount } from "../../../../src/engine/service/series/trace-account";
import { encodeLaneBlock } from "../../../../src/shared/trace/block-layout";
import { readBlocks } from "../../../../src/shared/trace/blocks";
import type { Lane } from "../../../../src/shared/trace/lanes";
import {
  categories,
  computingTask,
  type RecordKind,
  recordBytes,
  recordKinds,
  writeRecord,
} from "../../../../src/shared/trace/records";
import { blockOf, join } from "../support/traces";

const ms = 1e6;

function lane(id: number, more: Partial<Lane> = {}): Uint8Array {
  const own = { id, kind: "worker", name: `worker ${id}`, number: id, pid: id, part: "", valueType: "" } as const;
  return encodeLaneBlock({ ...own, startNs: 0, endNs: null, exit: null, remark: "", ...more });
}

type Step = readonly [atMs: number, kind: RecordKind, category?: number, subject?: number];

function records(id: number, steps: readonly Step[], dropped = 0): Uint8Array {
  const block = blockOf(id, steps.length * recordBytes, 0, dropped);
  const view = new DataView(block.buffer, block.byteLength - steps.length * recordBytes);
  for (const [at, [atMs, kind, category = 0, subject = 0]] of steps.entries()) {
    writeRecord(view, at * recordBytes, atMs * ms, kind, category, 0, Number.NaN, subject, 0);
  }
  return block;
}

function account(blocks: readonly Uint8Array[], wallMs: number, takesTurns = false) {
  const account = new TraceAccount(takesTurns);
  for (const block of readBlocks(join(blocks))) account.take(block);
  return account.times(wallMs);
}

const { begin, end, lockRequest, lockAcquire, lockRelease } = recordKinds;

describe("where the time of workers went", () => {
  it("adds up to the wall time of every worker, whatever they did", () => {
    const times = account(
      [
        lane(1),
        lane(2),
        records(1, [
          [1, begin, categories.startStop],
          [10, end],
          [10, begin, computingTask],
          [30, begin, categories.serialize],
          [35, end],
          [40, end],
          [45, begin, categories.task],
          [46, begin, categories.dataWait],
          [56, end],
          [56, begin, categories.compute],
          [70, end],
          [70, end],
          [75, begin, categories.startStop],
          [80, end],
        ]),
        records(2, [
          [20, begin, computingTask],
          [50, end],
        ]),
      ],
      100,
    );
    expect(times.shares).toEqual({
      start: 10 + 20,
      compute: 20 + 5 + 1 + 14 + 30,
      turns: 0,
      lockWait: 0,
      dataWait: 10,
      barrier: 0,
      serialize: 5,
      starved: 5,
      skew: 20,
      ending: 30 + 30,
    });
    expect(times).toMatchObject({ lanes: 2, tasks: 3, lock: null, dropped: 0 });
  });

  it("names the lock that was waited for longest", () => {
    const times = account(
      [
        lane(1),
        lane(7, { kind: "lock", name: "totals" }),
        records(1, [
          [0, begin, categories.task],
          [10, lockRequest, 0, 7],
          [40, lockAcquire, 0, 7],
          [50, lockRelease, 0, 7],
          [60, end],
        ]),
      ],
      60,
    );
    expect(times.lock).toEqual({ name: "totals", waitMs: 30, holdMs: 10 });
    expect(times.shares).toMatchObject({ lockWait: 30, compute: 30 });
  });

  it("tells a wait at a barrier from one for data, and time that others had from computing", () => {
    const blocks = [
      lane(1),
      records(1, [
        [0, begin, categories.task],
        [5, begin, categories.compute],
        [10, end],
        [10, end],
        [10, begin, categories.dataWait],
        [30, end],
        [30, begin, computingTask],
        [40, end],
      ]),
    ];
    expect(account(blocks, 40, true).shares).toMatchObject({ turns: 5, compute: 15, barrier: 20, dataWait: 0 });
    expect(account(blocks, 40).shares).toMatchObject({ turns: 0, compute: 20 });
  });

  it("counts a worker that never got a task as one with nothing to do, and what was dropped", () => {
    const times = account(
      [
        lane(1),
        lane(2),
        records(
          1,
          [
            [0, begin, computingTask],
            [80, end],
          ],
          3,
        ),
      ],
      100,
    );
    expect(times).toMatchObject({ lanes: 2, dropped: 3, shares: { compute: 80, starved: 80, ending: 40 } });
  });
});
