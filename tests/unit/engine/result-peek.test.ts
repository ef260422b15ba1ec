import { describe, expect, it } from "vitest";
import { ResultPeek } from "../../../src/engine/host/result-peek";
import type { ResultTable } from "../../../src/shared/contract/models";

function table(headline: string): ResultTable {
  return { columns: [], rows: [], totalRows: 0, partial: true, chart: null, headline };
}

/** A combiner whose answers come when the test says, on a clock that the test sets. */
class Combiner {
  nowMs = 1_000;
  asked = 0;
  #answer: (result: ResultTable | null) => void = () => undefined;
  #refuse: (error: unknown) => void = () => undefined;
  readonly peek = new ResultPeek(
    () => {
      this.asked++;
      return new Promise((resolve, reject) => {
        this.#answer = resolve;
        this.#refuse = reject;
      });
    },
    () => this.nowMs,
  );

  answer(result: ResultTable | null, tookMs = 0): void {
    this.nowMs += tookMs;
    this.#answer(result);
  }

  refuse(error: unknown): void {
    this.#refuse(error);
  }
}

describe("a look at a result that grows", () => {
  it("is one for all who ask at the same time", async () => {
    const combiner = new Combiner();
    const all = [combiner.peek.get(), combiner.peek.get(), combiner.peek.get()];
    combiner.answer(table("one"));
    expect((await Promise.all(all)).map((result) => result?.headline)).toEqual(["one", "one", "one"]);
    expect(combiner.asked).toBe(1);
  });

  it("gives the last result again within a fifth of a second, then a new one", async () => {
    const combiner = new Combiner();
    const first = combiner.peek.get();
    combiner.answer(table("one"));
    await first;
    combiner.nowMs += 199;
    expect((await combiner.peek.get())?.headline).toBe("one");
    expect(combiner.asked).toBe(1);
    combiner.nowMs += 1;
    const second = combiner.peek.get();
    combiner.answer(table("two"));
    expect((await second)?.headline).toBe("two");
  });

  it("leaves a combiner that takes long alone for ten times as long", async () => {
    const combiner = new Combiner();
    const first = combiner.peek.get();
    combiner.answer(table("slow"), 300);
    await first;
    combiner.nowMs += 2_999;
    await combiner.peek.get();
    expect(combiner.asked).toBe(1);
    combiner.nowMs += 1;
    const second = combiner.peek.get();
    expect(combiner.asked).toBe(2);
    combiner.answer(table("again"));
    await second;
  });

  it("is nothing where the combiner has ended, and asks anew the next time", async () => {
    const combiner = new Combiner();
    const first = combiner.peek.get();
    combiner.answer(null);
    expect(await first).toBeNull();
    const second = combiner.peek.get();
    expect(combiner.asked).toBe(2);
    combiner.answer(table("late"));
    expect((await second)?.headline).toBe("late");
  });

  it("tells all who wait that it failed, and asks anew the next time", async () => {
    const combiner = new Combiner();
    const all = [combiner.peek.get(), combiner.peek.get()];
    const failed = Promise.allSettled(all);
    combiner.refuse(new Error("gone"));
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = combiner.peek.get();
    combiner.answer(table("back"));
    expect((await again)?.headline).toBe("back");
  });
});
