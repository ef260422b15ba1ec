import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Batches } from "../../../src/engine/host/batches";
import { Rounds } from "../../../src/engine/host/rounds";
import type { Plan } from "../../../src/engine/protocol/workload";
import { Recorder, TraceSpool } from "../../../src/engine/recorder";
import { recordKinds } from "../../../src/shared/trace/records";
import { decode } from "./support/traces";

const plan: Plan = { unit: "items", from: 0, to: 2, chunkSize: 1 };

let folder: string;
let recorder: Recorder;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-rounds-"));
  recorder = new Recorder(
    new TraceSpool(join(folder, "trace"), (error) => {
      throw error;
    }),
  );
});

afterEach(async () => {
  await recorder.spool.remove();
  rmSync(folder, { recursive: true, force: true });
});

function roundsOf(most: number | null): Rounds {
  return new Rounds(most, () => new Batches(plan, { lanes: 2, keeps: false }), recorder);
}

/** Values of the lane "round", in their order; null where there is no such lane. */
async function told(): Promise<readonly number[] | null> {
  recorder.close();
  const { lanes, records } = decode(await recorder.spool.read(0, recorder.spool.size));
  const lane = [...lanes.values()].find(({ kind, name }) => kind === "value" && name === "round");
  if (lane === undefined) return null;
  return records
    .filter(({ kind, subject }) => kind === recordKinds.valueUpdate && subject === lane.id)
    .map(({ value }) => value);
}

describe("rounds", () => {
  it("tell a lane once in each round that it waits for the others, when all is handed out, and not in the last", () => {
    const rounds = roundsOf(2);
    rounds.batches.next(1);
    expect(rounds.waits(2)).toBe(false);
    rounds.batches.next(2);
    expect([rounds.waits(1), rounds.waits(1), rounds.waits(2)]).toEqual([true, false, true]);
    // It got a lost worker's chunk, and waits again.
    rounds.woke(1);
    expect(rounds.waits(1)).toBe(true);
    expect(rounds.next({ isLast: false, state: new Uint8Array(1), writes: {} })).toBe(true);
    rounds.batches.next(1);
    rounds.batches.next(2);
    expect(rounds.waits(1)).toBe(false);
  });

  it("hand the same chunks out again, with what the round before gave for this one", () => {
    const rounds = roundsOf(3);
    expect(rounds.frame).toEqual({ round: 0, state: null });
    const first = [rounds.batches.next(1), rounds.batches.next(2)];
    const state = Uint8Array.of(7);
    expect(rounds.next({ isLast: false, state, writes: {} })).toBe(true);
    expect(rounds.frame).toEqual({ round: 1, state });
    expect([rounds.batches.next(1), rounds.batches.next(2)]).toEqual(first);
    expect(rounds.isNothing).toBe(false);
  });

  it("end when there have been as many as there may be, or sooner where one was the last", () => {
    const end = { isLast: false, state: new Uint8Array(0), writes: {} };
    const rounds = roundsOf(2);
    expect([rounds.next(end), rounds.next(end)]).toEqual([true, false]);
    expect(roundsOf(9).next({ ...end, isLast: true })).toBe(false);
  });

  it("stand on a lane of their own where there are several", async () => {
    const rounds = roundsOf(3);
    rounds.next({ isLast: false, state: new Uint8Array(0), writes: {} });
    expect(await told()).toEqual([1, 2]);
  });

  it.each([null, 1])("stand on no lane where there are %s", async (most) => {
    expect(roundsOf(most).hasRounds).toBe(most !== null);
    expect(await told()).toBeNull();
  });
});
