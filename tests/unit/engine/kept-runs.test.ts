import { describe, expect, it } from "vitest";
import { mostKeptRuns, runsToDrop } from "../../../src/engine/service/kept-runs";

const gigabyte = 1024 ** 3;

const yes = (): boolean => true;
const no = (): boolean => false;

function run(bytes: number, isNeeded = false, isCompared = false): Parameters<typeof runsToDrop>[0][number] {
  return { bytes, isNeeded: isNeeded ? yes : no, isCompared };
}

describe("finished runs", () => {
  it("are all kept while they are few and small", () => {
    expect(runsToDrop([])).toEqual([]);
    expect(runsToDrop(Array.from({ length: mostKeptRuns }, () => run(Math.floor(gigabyte / mostKeptRuns))))).toEqual(
      [],
    );
  });

  it("are dropped where they are too many, the oldest first", () => {
    const runs = Array.from({ length: mostKeptRuns + 2 }, (_, age) => run(age));
    expect(runsToDrop(runs)).toEqual(runs.slice(mostKeptRuns));
  });

  it("are dropped where they take too much together, with all that are older", () => {
    const runs = [run(gigabyte / 2), run(gigabyte / 2), run(1), run(0)];
    expect(runsToDrop(runs)).toEqual([run(1), run(0)]);
  });

  it("keep the newest, whatever it takes", () => {
    expect(runsToDrop([run(gigabyte * 3), run(0)])).toEqual([run(0)]);
  });

  it("keep what is needed, whatever its age", () => {
    const runs = [run(gigabyte), run(1, true), run(1)];
    expect(runsToDrop(runs)).toEqual([run(1)]);
    expect(runsToDrop(runs)[0]).toBe(runs[2]);
  });

  it("keep all of a series that is at work, while they do not take too much", () => {
    const compared = Array.from({ length: mostKeptRuns * 2 }, () => run(1, false, true));
    expect(runsToDrop([...compared, run(1)])).toEqual([run(1)]);
    expect(runsToDrop([...compared, run(gigabyte, false, true)])).toHaveLength(1);
  });
});
