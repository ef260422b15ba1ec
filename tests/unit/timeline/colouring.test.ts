import { describe, expect, it } from "vitest";
import {
  type Colouring,
  chunkColour,
  colourerOf,
  colourings,
  durationColours,
  durationSteps,
  nameColour,
  usualNames,
} from "../../../src/renderer/timeline/draw/colouring";
import { drawPhases } from "../../../src/renderer/timeline/draw/phases";
import { TraceStore } from "../../../src/renderer/timeline/store/trace-store";
import { darkTheme, lightTheme } from "../../../src/renderer/timeline/theme";
import { timeView } from "../../../src/renderer/timeline/view";
import { categories } from "../../../src/shared/trace/records";
import { lightness } from "./colour-difference";
import { join, LaneWriter, lane, laneBlock, RecordingSurface, testPaint } from "./support";

const theme = darkTheme;

/** Two chunks: each parses for 5 µs, waits for data, parses again for 50 µs. */
function build(): TraceStore {
  const store = new TraceStore();
  const writer = new LaneWriter(1);
  for (const [chunk, at] of [
    [3, 0],
    [4, 1e5],
  ] as const) {
    writer.begin(at, categories.task, "chunk", chunk);
    writer.begin(at, categories.compute, "parse").end(at + 5_000);
    writer.begin(at + 6_000, categories.dataWait, "read").end(at + 9_000);
    writer.begin(at + 10_000, categories.compute, "sum").end(at + 60_000);
    writer.end(at + 60_000);
  }
  store.append(join(laneBlock(lane(1, "parent")), writer.block()));
  return store;
}

function coloursOf(colouring: Colouring): readonly (string | null)[] {
  const store = build();
  const track = store.track(1)!;
  const colourOf = colourerOf(colouring, theme, store, track, track.rows[1]!, store.endNs);
  return [0, 1, 2, 3].map((index) => colourOf?.(index) ?? null);
}

describe("the colour of work", () => {
  it("is that of its category unless something else is chosen", () => {
    expect(coloursOf("category")).toEqual([null, null, null, null]);
  });

  it("by name is the same for the same name; what waits keeps its own", () => {
    expect(coloursOf("name")).toEqual([
      nameColour(theme, "parse"),
      null,
      nameColour(theme, "sum"),
      nameColour(theme, "parse"),
    ]);
    // Fixed for ever: somebody may have learnt them.
    expect(
      [nameColour(theme, "parse"), nameColour(theme, "sum")].map((colour) => theme.workers.indexOf(colour)),
    ).toEqual([4, 0]);
  });

  it("by chunk is that of the task around it", () => {
    expect(coloursOf("chunk")).toEqual([chunkColour(theme, 3), null, chunkColour(theme, 3), chunkColour(theme, 4)]);
    expect(chunkColour(theme, 3)).toBe(chunkColour(theme, 11));
  });

  it("by duration is stronger the longer it takes", () => {
    const [shortest, , longer] = durationColours(theme);
    expect(coloursOf("duration")).toEqual([shortest, null, durationColours(theme)[1], shortest]);
    expect(longer).not.toBe(shortest);
    for (const one of [darkTheme, lightTheme]) {
      const colours = durationColours(one);
      expect(colours).toHaveLength(durationSteps.length + 1);
      const away = colours.map((colour) => Math.abs(lightness(colour) - lightness(one.surfaceLane)));
      expect([...away].sort((a, b) => a - b)).toEqual(away);
    }
  });

  it("is drawn, and neighbours of another colour do not run together", () => {
    const store = new TraceStore();
    const writer = new LaneWriter(1);
    for (let at = 0; at < 4; at++) writer.begin(at * 100, categories.compute, at < 2 ? "a" : "b").end(at * 100 + 100);
    store.append(join(laneBlock(lane(1, "parent")), writer.block()));
    const track = store.track(1)!;
    const out = new RecordingSurface();
    const slices = track.rows[1]!;
    const colourOf = colourerOf("name", theme, store, track, slices, store.endNs);
    const place = { top: 0, height: 16, startNs: 0, endNs: 400, tasks: null, holds: track.holds, colourOf };
    const view = timeView({ fromNs: 0, toNs: 400 }, 40);
    drawPhases(out.surface, testPaint(theme).paint, slices, view, place, () => ({ full: "", short: "" }));
    expect(out.fills.map(({ x, style }) => [x, style])).toEqual([
      [0, nameColour(theme, "a")],
      [20, nameColour(theme, "b")],
    ]);
  });

  it("has a legend of the names that occur most", () => {
    expect(usualNames(build(), 2)).toEqual(["parse", "sum"]);
    expect(usualNames(build(), 1)).toEqual(["parse"]);
    expect(colourings[0]).toBe("category");
  });
});
