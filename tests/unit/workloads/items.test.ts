import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { builtinWorkloads } from "../../../src/workloads";
import { num } from "../../../src/workloads/num";
import { primes } from "../../../src/workloads/primes";
import { sharedCounter } from "../../../src/workloads/shared-counter";
import { bareContext, runWorkload } from "./run-workload";

afterEach(() => {
  vi.restoreAllMocks();
});

/** Which numbers are prime, by the sieve of Eratosthenes. */
function sieve(below: number): boolean[] {
  const prime = Array.from({ length: below }, (_, number) => number >= 2);
  for (let number = 2; number < below; number++) {
    if (prime[number]) for (let multiple = number * 2; multiple < below; multiple += number) prime[multiple] = false;
  }
  return prime;
}

describe("counting primes", () => {
  it("gives those of a sieve, in ten stretches, for every chunk size and number of workers", async () => {
    for (const below of [0, 1, 2, 3, 5, 9, 10, 11, 100, 961, 1_009, 2_500]) {
      const prime = sieve(below);
      const total = prime.filter(Boolean).length;
      const found: unknown[] = [];
      for (const options of [{}, { workers: 7 }, { chunkSize: 1 }, { chunkSize: 97 }, { chunkSize: 5_000 }]) {
        const { result } = await runWorkload(primes, { below }, null, options);
        found.push(result);
        expect(result.rows.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(total);
        expect(result.headline).toBe(
          `${total} ${total === 1 ? "prime" : "primes"} below ${below.toLocaleString("en-US")}`,
        );
      }
      expect(new Set(found.map((result) => JSON.stringify(result))).size).toBe(1);
      const { rows } = found[0] as { rows: [string, number][] };
      const stretches = rows.map(([name, count]) => {
        const [from, to] = name.split(" to ").map((number) => Number(number.replaceAll(",", "")));
        expect(prime.slice(from!, to! + 1).filter(Boolean)).toHaveLength(count);
        return [from, to! + 1];
      });
      expect(stretches.flatMap(([from], row) => (row > 0 && from !== stretches[row - 1]![1] ? [from] : []))).toEqual(
        [],
      );
      expect([stretches[0]?.[0] ?? 0, stretches.at(-1)?.[1] ?? 0]).toEqual([0, below]);
    }
  });

  it("is right where numbers are large", async () => {
    const below = 1_000_000_000;
    const { context } = bareContext(primes, { below }, null);
    // The primes between 999,999,000 and 10^9, by the definition.
    let expected = 0;
    for (let number = below - 1_000; number < below; number++) {
      let divisor = 2;
      while (divisor * divisor <= number && number % divisor !== 0) divisor++;
      if (divisor * divisor > number) expected++;
    }
    const { partial } = await primes.task({ index: 0, from: below - 1_000, to: below }, context as never);
    expect(partial.reduce((sum, count) => sum + count, 0)).toBe(expected);
    expect(partial[9]).toBe(expected);
  });

  it("tells its progress up to the end of its chunk", async () => {
    const { context, progress } = bareContext(primes, { below: 10_000 }, null);
    await primes.task({ index: 0, from: 1_000, to: 4_000 }, context as never);
    expect(progress.at(-1)).toBe(3_000);
  });

  it("takes no number that would take for ever, or is none", () => {
    for (const below of [-1, 1.5, 1_000_000_001, "10"])
      expect(primes.parameters.safeParse({ below }).success).toBe(false);
  });
});

describe("printing numbers", () => {
  it("prints each step once, as a step of all, and gives the numbers in their order for every chunk size", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    for (const options of [{}, { workers: 1 }, { chunkSize: 1 }, { chunkSize: 5 }, { chunkSize: 100 }]) {
      log.mockClear();
      const { result } = await runWorkload(num, { steps: 12, seconds: 0 }, null, options);
      expect(result.rows).toEqual(Array.from({ length: 12 }, (_, step) => [step + 1]));
      expect(log.mock.calls.map(([line]) => line)).toEqual(
        Array.from({ length: 12 }, (_, step) => `step ${step + 1} of 12`),
      );
      expect(result.headline).toBe("12 numbers printed, 0 s of waiting before each");
    }
  });

  it("waits before each step, as a wait on the timeline, and tells its progress after it", async () => {
    const { context } = bareContext(num, { steps: 9, seconds: 0 }, null);
    const events: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line) => events.push(line));
    const { trace } = context;
    trace.begin = (_category, name) => events.push(`begin ${name}`);
    trace.end = () => events.push("end");
    context.progress = (done) => events.push(`done ${done}`);
    await num.task({ index: 1, from: 4, to: 6 }, context as never);
    expect(events).toEqual([
      ...["begin wait", "end", "step 5 of 9", "done 1"],
      ...["begin wait", "end", "step 6 of 9", "done 2"],
    ]);
  });
});

describe("the shared counter", () => {
  it("shows the shared value itself, which is every increment under the lock", async () => {
    for (const options of [{}, { chunkSize: 1 }, { workers: 3 }]) {
      const given = { tasks: 5, increments: 4, outside: 0, inside: 0 };
      const { result } = await runWorkload(sharedCounter, given, null, options);
      expect(result).toMatchObject({ rows: [[20, 20]], headline: "The total is 20, as expected" });
    }
  });

  it("loses nothing where tasks are interleaved, as each holds the lock from reading to writing", async () => {
    const given = { tasks: 8, increments: 5, outside: 0, inside: 0 };
    const { context, values } = bareContext(sharedCounter, given, null);
    const tasks = Array.from({ length: 8 }, (_, index) =>
      sharedCounter.task({ index, from: index, to: index + 1 }, context as never),
    );
    await Promise.all(tasks);
    expect(values).toEqual({ total: 40 });
  });

  it("tells a total that is less than expected, as after a stop", () => {
    const combiner = sharedCounter.combine({
      parameters: { tasks: 2, increments: 3, outside: 0, inside: 0 },
      dataset: null,
    });
    expect(combiner.result({ total: 4 }, {})).toMatchObject({
      rows: [[6, 4]],
      headline: "The total is 4 of 6 expected",
    });
  });
});

describe("the built-in workloads", () => {
  it("have names of their own and run with what their forms begin with", () => {
    expect(new Set(builtinWorkloads.map(({ id }) => id)).size).toBe(builtinWorkloads.length);
    for (const { id, parameters } of builtinWorkloads) {
      // What a form cannot begin with: columns and second files.
      const needed = z.toJSONSchema(parameters as unknown as z.ZodType, { io: "input" }).required ?? [];
      expect([id, parameters.safeParse(Object.fromEntries(needed.map((name) => [name, "x"]))).success]).toEqual([
        id,
        true,
      ]);
    }
  });

  it("are not restarted where a task changes what is shared", () => {
    for (const { id, shared, restartable } of builtinWorkloads) {
      // The others write what is a chunk's own: done twice, it is the same.
      expect([id, restartable]).toEqual([id, shared === undefined || id !== "shared-counter"]);
    }
  });
});
