import { describe, expect, it } from "vitest";
import { TraceSummary, type TraceTotals } from "../../../src/cli/trace-summary";
import { BlockWriter } from "../../../src/engine/protocol/block-writer";
import { LaneTrace } from "../../../src/engine/protocol/lane-trace";
import { encodeFindingBlock, encodeLaneBlock } from "../../../src/shared/trace/block-layout";
import { readBlocks } from "../../../src/shared/trace/blocks";
import type { Finding } from "../../../src/shared/trace/findings";
import type { Lane } from "../../../src/shared/trace/lanes";
import { categories } from "../../../src/shared/trace/records";

const plain: Lane = {
  id: 1,
  kind: "parent",
  name: "main",
  number: 0,
  pid: 1,
  part: "",
  valueType: "",
  startNs: 0,
  endNs: 1_000,
  exit: null,
  remark: "",
};

/** A trace that is written by hand, at times of the test's own. */
class Story {
  #now = 0;
  readonly #summary = new TraceSummary();

  at(timeNs: number): this {
    this.#now = timeNs;
    return this;
  }

  tell(bytes: Uint8Array): this {
    for (const block of readBlocks(bytes)) this.#summary.take(block);
    return this;
  }

  lane(lane: Partial<Lane>): this {
    return this.tell(encodeLaneBlock({ ...plain, ...lane }));
  }

  writer(lane: number): LaneTrace {
    const clock = (): number => this.#now;
    const sink = { full: false, write: (block: Uint8Array) => void this.tell(block) };
    return new LaneTrace(lane, clock, new BlockWriter(lane, clock, sink));
  }

  totals(): TraceTotals {
    return this.#summary.totals();
  }
}

describe("the summary of a trace", () => {
  it("counts a hold as contended where it was asked for before the one before was over, however lanes report", () => {
    const story = new Story()
      .lane({})
      .lane({ id: 2, kind: "worker", name: "a" })
      .lane({ id: 3, kind: "worker", name: "b" });
    story.lane({ id: 4, kind: "lock", name: "total" }).lane({ id: 5, kind: "lock", name: "untouched" });
    const [a, b] = [story.writer(2), story.writer(3)];
    story.at(100);
    a.lockRequest(4, "total");
    a.lockAcquire(4);
    story.at(150);
    b.lockRequest(4, "total");
    story.at(300);
    a.lockRelease(4);
    story.at(310);
    b.lockAcquire(4);
    story.at(350);
    b.lockRelease(4);
    story.at(400);
    a.lockRequest(4, "total");
    story.at(405);
    a.lockAcquire(4);
    story.at(500);
    a.lockRelease(4);
    b.flush();
    a.flush();
    const { locks, lanes } = story.totals();
    expect(locks).toEqual([
      {
        name: "total",
        acquisitions: 3,
        contendedShare: 1 / 3,
        waitNs: 165,
        longestWaitNs: 160,
        holdNs: 335,
        longestHoldNs: 200,
      },
    ]);
    expect(lanes.map(({ lockWaitNs }) => lockWaitNs)).toEqual([0, 5, 160]);
  });

  it("ends what still lasts with its lane: a hold, a wait, a wait for a queue", () => {
    const story = new Story().lane({}).lane({ id: 2, kind: "worker", name: "a", endNs: 700 });
    story.lane({ id: 3, kind: "worker", name: "b", endNs: 900 }).lane({ id: 4, kind: "lock", name: "total" });
    const [a, b] = [story.writer(2), story.writer(3)];
    story.at(100);
    a.lockRequest(4, "total");
    a.lockAcquire(4);
    b.lockRequest(4, "total");
    story.at(200);
    a.begin(categories.dataWait, "get from items");
    a.flush();
    b.flush();
    const { locks, lanes } = story.totals();
    expect(locks).toMatchObject([{ acquisitions: 1, holdNs: 600, waitNs: 800 }]);
    expect(lanes.map(({ lockWaitNs, dataWaitNs }) => [lockWaitNs, dataWaitNs])).toEqual([
      [0, 0],
      [0, 500],
      [800, 0],
    ]);
  });

  it("counts what queues brought, not what was waited for in vain", () => {
    const story = new Story().lane({}).lane({ id: 2, kind: "worker", name: "a" });
    story.lane({ id: 3, kind: "queue", name: "items" });
    const [main, a] = [story.writer(1), story.writer(2)];
    story.at(100);
    main.past(categories.dataWait, "put into items", 50, 100, Number.NaN, 7);
    main.valueUpdate(3, 1);
    a.waitsSync(
      "get from items",
      0,
      () => story.at(130),
      () => ({ flow: 7, bytes: 8 }),
    );
    a.waitsSync(
      "get from items",
      0,
      () => story.at(180),
      () => ({ flow: 0, bytes: Number.NaN }),
    );
    main.valueUpdate(3, 0);
    main.flush();
    a.flush();
    expect(story.totals().queues).toEqual([{ name: "items", puts: 1, gets: 1, most: 1, putWaitNs: 50, getWaitNs: 80 }]);
  });

  it("keeps the newest of each finding and of each lane, and adds up what was dropped", () => {
    const finding: Finding = { id: 1, kind: "lost-update", message: "one", lanes: [1], amounts: [1], atNs: 5 };
    const story = new Story().lane({}).lane({ name: "main", pid: 9 });
    story.tell(encodeFindingBlock(finding)).tell(encodeFindingBlock({ ...finding, message: "two" }));
    story.writer(1).instant("here");
    const writer = story.writer(1);
    writer.instant("there");
    writer.flush();
    expect(story.totals()).toMatchObject({
      findings: [{ message: "two" }],
      lanes: [{ lane: { pid: 9 } }],
      events: 1,
      dropped: 0,
    });
  });
});
