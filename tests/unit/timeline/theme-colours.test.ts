import { describe, expect, it } from "vitest";
import { drawBar } from "../../../src/renderer/timeline/draw/bars";
import { darkTheme, lightTheme, type TimelineTheme } from "../../../src/renderer/timeline/theme";
import { type CategoryName, categories } from "../../../src/shared/trace/records";
import { difference, labDifference, lightness, seenBy, sights } from "./colour-difference";
import { RecordingSurface, testPaint } from "./support";

/** What is painted as an area. Idle is a line, a task the neutral container around the others. */
const areas = Object.keys(categories).filter((name): name is CategoryName => name !== "idle" && name !== "task");
/** Differences that are seen side by side without looking twice. */
const leastDifference = 15;
const leastLightness = 9;

function pairs<Member>(members: readonly Member[]): readonly (readonly [Member, Member])[] {
  return members.flatMap((first, at) => members.slice(at + 1).map((second) => [first, second] as const));
}

/** What a bar of a category is made of, its colours aside: fills of patterns, and whether it has an outline. */
function patternOf(theme: TimelineTheme, category: CategoryName): string {
  const out = new RecordingSurface();
  drawBar(
    out.surface,
    testPaint(theme).paint,
    categories[category],
    { x: 0, y: 0, width: 40, height: 16 },
    0,
    "",
    false,
  );
  const patterns = out.fills
    .map(({ style }) => String(style))
    .filter((style) => !style.startsWith("#") && !style.startsWith("rgb"));
  return [
    ...new Set(patterns.map((style) => style.replace(/[^a-z ]/gi, "").split(" ")[0])),
    out.strokes.length > 0 ? "outline" : "filled",
  ].join();
}

it("measures differences as the authors of the formula do", () => {
  const blue = labDifference({ l: 50, a: 2.6772, b: -79.7751 }, { l: 50, a: 0, b: -82.7485 });
  expect(blue).toBeCloseTo(2.0425, 4);
  const far = labDifference({ l: 50, a: 2.5, b: 0 }, { l: 73, a: 25, b: -18 });
  expect(far).toBeCloseTo(27.1492, 4);
  const dark = labDifference({ l: 2.0776, a: 0.0795, b: -1.135 }, { l: 0.9033, a: -0.0636, b: -0.5514 });
  expect(dark).toBeCloseTo(0.9082, 4);
});

describe.each([
  ["dark", darkTheme],
  ["light", lightTheme],
] as const)("the %s theme", (_name, theme) => {
  it.each(sights.filter((sight) => sight !== "grey"))("has categories and workers that %s eyes tell apart", (sight) => {
    const between = (first: string, second: string): number => difference(seenBy(first, sight), seenBy(second, sight));
    for (const [first, second] of pairs(areas)) {
      const amount = between(theme.category[first], theme.category[second]);
      expect(amount, `${first} and ${second}`).toBeGreaterThan(leastDifference);
    }
    for (const [first, second] of pairs(theme.workers)) {
      expect(between(first, second), `${first} and ${second}`).toBeGreaterThan(leastDifference);
    }
  });

  it("tells categories apart without colours, by lightness or by pattern", () => {
    for (const [first, second] of pairs(areas)) {
      if (patternOf(theme, first) !== patternOf(theme, second)) continue;
      const [one, two] = [lightness(theme.category[first]), lightness(theme.category[second])];
      expect(Math.abs(one - two), `${first} and ${second}`).toBeGreaterThan(leastLightness);
    }
    // Solid ones are all that lightness alone has to tell apart.
    const solid = areas.filter((name) => patternOf(theme, name) === patternOf(theme, "compute"));
    expect(solid).toEqual(["compute", "serialize", "deserialize"]);
  });

  it("draws the idle line so that it is seen on the lane, in every sight", () => {
    for (const sight of sights) {
      const amount = difference(seenBy(theme.category.idle, sight), seenBy(theme.surfaceLane, sight));
      expect(amount).toBeGreaterThan(12);
    }
  });
});
