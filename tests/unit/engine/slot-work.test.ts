import { describe, expect, it } from "vitest";
import { SlotWork } from "../../../src/engine/child/slot-work";
import type { HostFrame, WorkerSetup } from "../../../src/engine/protocol/frames";
import type { AnyWorkload, TaskContext } from "../../../src/engine/protocol/workload";

const megabyte = 1024 * 1024;

/** A slot whose accumulation counts the bytes that it was given, and would be a megabyte to send. */
function slot(bytes = megabyte): SlotWork {
  const accumulate = () => {
    let sum = 0;
    return {
      add: async ({ from, to }: { readonly from: number; readonly to: number }) => {
        sum += to - from;
        return {};
      },
      partial: () => sum,
      bytes,
    };
  };
  return new SlotWork({} as WorkerSetup, { accumulate } as unknown as AnyWorkload);
}

/** Does a chunk of so many megabytes while so many are ahead. @returns What was handed on, in megabytes; null where it is kept. */
async function handedOn(work: SlotWork, size: number, ahead: number): Promise<number | null> {
  const chunk = { index: 0, from: 0, to: size * megabyte };
  const frame = { chunk, batch: 1, ahead: ahead * megabyte } as Extract<HostFrame, { type: "task" }>;
  const result = await work.do(frame, {} as TaskContext);
  return result.handedOn === null ? null : (result.handedOn.partial as number) / megabyte;
}

describe("what a slot keeps", () => {
  it("is handed on once it is of many times as many bytes", async () => {
    const work = slot();
    expect(await handedOn(work, 32, 1_000)).toBeNull();
    expect(await handedOn(work, 32, 1_000)).toBe(64);
    expect(await handedOn(work, 32, 1_000)).toBeNull();
  });

  it("takes in the little that is left", async () => {
    const work = slot();
    expect(await handedOn(work, 64, 31)).toBeNull();
    expect(await handedOn(work, 31, 0)).toBeNull();
    expect(work.handOn().handedOn).toEqual({ partial: 95 * megabyte });
  });

  it("never is of more than half a gigabyte, but for its last chunk", async () => {
    const work = slot(100 * megabyte);
    expect(await handedOn(work, 500, 0)).toBeNull();
    expect(await handedOn(work, 32, 0)).toBe(532);
  });
});
