import { describe, expect, it } from "vitest";
import { kMeans } from "../../../src/workloads/k-means";
import { logisticRegression } from "../../../src/workloads/logistic-regression";
import { queueing } from "../../../src/workloads/queueing";
import { randomStream } from "../../../src/workloads/support/random";
import { openWritten } from "../datasets/support";
import { runWorkload } from "./run-workload";

describe("k-means", () => {
  it("finds the groups that there are, with their sizes and middles, and settles", async () => {
    const random = randomStream(3, 0);
    const middles = [
      [10, 100, 60],
      [20, 900, 40],
      [40, 500, 20],
    ] as const;
    const rows = middles.flatMap(([x, y, count]) =>
      Array.from({ length: count }, () => `${x + random() - 0.5},${y + random() * 20 - 10}`),
    );
    const dataset = await openWritten(`x,y\n${rows.join("\n")}\n`);
    const { result } = await runWorkload(kMeans, { first: "x", second: "y", clusters: 3 }, dataset);
    const found = result.rows.map(([, count, x, y]) => [count, Math.round(Number(x)), Math.round(Number(y) / 10)]);
    expect(found.sort((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
      [60, 10, 10],
      [40, 20, 90],
      [20, 40, 50],
    ]);
    expect(result.headline).toMatch(/settled after \d+ rounds/);
    expect(result.picture).toMatchObject({ scale: "rgb", width: 320, height: 240 });
  });

  it("makes do with fewer clusters where there are fewer different rows, and with none where there is no number", async () => {
    const few = await openWritten("x,y\n1,1\n1,1\n2,2\n");
    const { result } = await runWorkload(kMeans, { first: "x", second: "y", clusters: 5 }, few);
    expect(result.rows.map(([, count]) => count).sort()).toEqual([1, 2]);
    const none = await runWorkload(kMeans, { first: "x", second: "y" }, await openWritten("x,y\na,b\nc,d\n"));
    expect(none.result).toMatchObject({ rows: [], headline: "No centres yet" });
  });
});

describe("logistic regression", () => {
  const rows = Array.from({ length: 90 }, (_, row) => ({ x: (row * 37) % 90, y: ((row * 53) % 90) / 9 }));

  it("learns a line that parts the rows", async () => {
    const dataset = await openWritten(`x,y,sum\n${rows.map(({ x, y }) => `${x},${y},${x + 9 * y}`).join("\n")}\n`);
    const given = { target: "sum", above: 90, first: "x", second: "y", batches: 3, passes: 100, rate: 5 };
    const { result } = await runWorkload(logisticRegression, given, dataset);
    expect(result.rows).toHaveLength(300);
    const losses = result.rows.map(([, loss]) => Number(loss));
    expect(losses[0]).toBeCloseTo(Math.log(2), 12);
    expect(losses.at(-1)).toBeLessThan(0.2);
    expect(Number(result.rows.at(-1)![2])).toBeGreaterThan(0.95);
  });

  it("takes the steps that plain arithmetic takes, and the rows of each mini-batch in turns", async () => {
    const dataset = await openWritten(`x,yes\n${rows.map(({ x, y }) => `${x},${y > 3 ? 1 : 0}`).join("\n")}\n`);
    const given = { target: "yes", above: 0.5, first: "x", most: 100, batches: 4, passes: 2, rate: 2 };
    const { result } = await runWorkload(logisticRegression, given, dataset, { chunkSize: 60 });
    const mean = rows.reduce((sum, { x }) => sum + x, 0) / rows.length;
    const deviation = Math.sqrt(rows.reduce((sum, { x }) => sum + (x - mean) ** 2, 0) / rows.length);
    let slope = 0;
    let shift = 0;
    const losses = Array.from({ length: 8 }, (_, step) => {
      const batch = rows
        .filter((_, row) => row % 4 === step % 4)
        .map(({ x, y }) => ({ x: (x - mean) / deviation, yes: y > 3 ? 1 : 0 }));
      const errors = batch.map(({ x, yes }) => 1 / (1 + Math.exp(-(slope * x + shift))) - yes);
      const loss = batch.map(({ x, yes }) => Math.log(1 + Math.exp((1 - 2 * yes) * (slope * x + shift))));
      slope -= (2 * errors.reduce((sum, error, row) => sum + error * batch[row]!.x, 0)) / batch.length;
      shift -= (2 * errors.reduce((sum, error) => sum + error, 0)) / batch.length;
      return loss.reduce((sum, one) => sum + one, 0) / batch.length;
    });
    result.rows.forEach(([, loss], step) => {
      expect(Number(loss)).toBeCloseTo(losses[step]!, 10);
    });
    expect(result.figures).toMatchObject([
      { value: 90 },
      { value: expect.closeTo(slope, 10) },
      { value: expect.closeTo(shift, 10) },
    ]);
  });

  it("takes the first rows only where there are more than it may, and says that there is nothing without numbers", async () => {
    const dataset = await openWritten(
      `x,yes\n${Array.from({ length: 150 }, (_, row) => `${row},${row % 2}`).join("\n")}\n`,
    );
    const given = { target: "yes", above: 0.5, first: "x", most: 100, batches: 2, passes: 1 };
    expect((await runWorkload(logisticRegression, given, dataset)).result.figures![0]).toEqual({
      name: "rows",
      value: 100,
    });
    const none = await runWorkload(logisticRegression, given, await openWritten("x,yes\na,b\nc,d\n"));
    expect(none.result.headline).toBe("Whether yes is above 0.5: nothing is learnt yet");
  });
});

describe("the queue at the counters", () => {
  it("waits about as long as Erlang's formula says", async () => {
    for (const [servers, load] of [
      [1, 0.5],
      [3, 0.8],
    ] as const) {
      const { result } = await runWorkload(queueing, { seeds: 20, customers: 10, servers, load }, null);
      const [mean, error, theory] = result.figures!.map(({ value }) => Number(value));
      // For one counter the formula is load / (1 - load).
      if (servers === 1) expect(theory).toBeCloseTo(1, 12);
      expect(Math.abs(mean! - theory!)).toBeLessThan(5 * error!);
    }
  });
});
