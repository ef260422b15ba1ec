import { rgb } from "d3";
import { type CategoryName, categories } from "../../../shared/trace/records";
import { mix } from "../colour";
import { categoryCount } from "../store/coarse-shares";
import { categoryNames } from "../store/queries";
import type { TimelineTheme } from "../theme";
import { type Channels, ColumnStack, type PixelSheet } from "./columns";

const sans =
  '"Inter Variable", Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Noto Sans", sans-serif';
const mono =
  '"JetBrains Mono Variable", "JetBrains Mono", ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace';

export const fonts = {
  label: `11px ${sans}`,
  waiter: `10px ${sans}`,
  name: `500 12px ${sans}`,
  chip: `600 10px ${sans}`,
  figure: `11px ${mono}`,
} as const;

export type FillStyle = string | CanvasPattern;

/** Tiles that start at the origin of the surface: translate to the slice, then fill. */
export interface PatternMaker {
  /** Stripes at 45 degrees, 2 of 6 px. Repeats every `stripePeriod` px. */
  stripes(colour: string): FillStyle;
  /** Level lines, 1 of 4 px. */
  lines(colour: string): FillStyle;
  /** A cross of lines, 8 px. */
  cross(colour: string): FillStyle;
  /** Dots of 2 px, every 4 px along both edges of a row of phases. */
  dots(colour: string): FillStyle;
}

/** Horizontal periods of the tiles, CSS pixels. */
export const stripePeriod = 6;
export const linePeriod = 4;
export const crossPeriod = 8;
export const dotPeriod = 4;

/** Colours, patterns and text widths for one theme. Colours are derived once, not per slice. */
export interface Paint {
  readonly theme: TimelineTheme;
  /** By category number. */
  readonly fill: readonly string[];
  /** By category number: the category's colour thinly over the lane. */
  readonly tint: readonly string[];
  /** By category number: text on `fill`. */
  readonly ink: readonly string[];
  readonly lockStripes: FillStyle;
  readonly dataLines: FillStyle;
  readonly failedCross: FillStyle;
  /** Over work while a lock is held. */
  readonly heldDots: FillStyle;
  readonly columns: ColumnStack;
  /** By category number. */
  readonly channels: readonly Channels[];
  readonly sheet: PixelSheet;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  worker(number: number): string;
  /** Text on a fill: white where it reads at 4.5:1, else dark. */
  inkOn(colour: string): string;
  /** CSS pixels. */
  measure(text: string, font: string): number;
}

export function createPaint(
  theme: TimelineTheme,
  patterns: PatternMaker,
  measure: (text: string, font: string) => number,
  sheet: PixelSheet,
  ratio: number,
): Paint {
  const inkOn = (colour: string): string =>
    contrast(colour, theme.textOnDarkFill) >= 4.5 ? theme.textOnDarkFill : theme.textOnBrightFill;
  const fill = categoryNames.map((name: CategoryName) => theme.category[name]);
  return {
    theme,
    fill,
    tint: fill.map((colour) => mix(colour, theme.surfaceLane, Number(theme.tintShare))),
    ink: fill.map((colour, category) => (category === categories.task ? theme.textSecondary : inkOn(colour))),
    lockStripes: patterns.stripes(theme.category.lockWait),
    dataLines: patterns.lines(theme.category.dataWait),
    failedCross: patterns.cross(mix(theme.category.failed, theme.surfaceLane, 0.55)),
    heldDots: patterns.dots(mix(inkOn(theme.category.compute), theme.category.compute, 0.7)),
    columns: new ColumnStack(categoryCount),
    channels: fill.map((colour) => {
      const { r, g, b } = rgb(colour);
      return [r, g, b];
    }),
    sheet,
    ratio,
    worker: (number) => (number > 0 ? theme.workers[(number - 1) % theme.workers.length]! : theme.taskEdge),
    inkOn,
    measure,
  };
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2, relative luminance. */
function contrast(first: string, second: string): number {
  const [bright, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const [red, green, blue] = [r, g, b].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
