import type { CategoryName } from "../../shared/trace/records";
import { mix } from "./colour";

/** Every colour that the timeline uses, as CSS colours in the form #RRGGBB. Values: the visual reference. */
export interface TimelineTheme {
  readonly surfaceApp: string;
  readonly surfaceLane: string;
  readonly surfacePanel: string;
  readonly surfaceRaised: string;
  readonly surfaceHover: string;
  readonly surfaceSelected: string;
  readonly borderSubtle: string;
  readonly borderDefault: string;
  readonly borderControl: string;
  readonly textPrimary: string;
  readonly textSecondary: string;
  readonly textTertiary: string;
  readonly textOnDarkFill: string;
  readonly textOnBrightFill: string;
  readonly accentText: string;
  readonly focusRing: string;
  readonly danger: string;
  readonly success: string;
  readonly taskFill: string;
  readonly taskEdge: string;
  /** Share of the category's colour in the ground of hatched and outlined slices, 0 to 1, as text. */
  readonly tintShare: string;
  readonly category: Readonly<Record<CategoryName, string>>;
  /** Worker 1 first; they repeat behind the last. */
  readonly workers: readonly string[];
}

/** Share of a colour that is left of what is dimmed. */
const dimmedShare = 0.22;

/** The same theme with the lanes' colours sunk into the ground, and labels that still read. */
export function dimmed(theme: TimelineTheme): TimelineTheme {
  const sink = (colour: string): string => mix(colour, theme.surfaceLane, dimmedShare);
  const category = Object.fromEntries(Object.entries(theme.category).map(([name, colour]) => [name, sink(colour)]));
  return {
    ...theme,
    textPrimary: theme.textSecondary,
    textOnDarkFill: theme.textSecondary,
    textOnBrightFill: theme.textSecondary,
    taskFill: sink(theme.taskFill),
    taskEdge: sink(theme.taskEdge),
    // Every category's colour was sunk.
    category: category as TimelineTheme["category"],
    workers: theme.workers.map(sink),
  };
}

export const darkTheme: TimelineTheme = {
  surfaceApp: "#0B0D10",
  surfaceLane: "#101317",
  surfacePanel: "#15181D",
  surfaceRaised: "#1D2127",
  surfaceHover: "#22272E",
  surfaceSelected: "#182740",
  borderSubtle: "#1E232A",
  borderDefault: "#2B313A",
  borderControl: "#6B7482",
  textPrimary: "#E8EBEF",
  textSecondary: "#A9B1BC",
  textTertiary: "#919AA6",
  textOnDarkFill: "#FFFFFF",
  textOnBrightFill: "#0B0D10",
  accentText: "#84B4FF",
  focusRing: "#84B4FF",
  danger: "#FF8E88",
  success: "#73CF98",
  taskFill: "#272D36",
  taskEdge: "#8892A0",
  tintShare: "0.2",
  category: {
    task: "#272D36",
    compute: "#0B7885",
    lockWait: "#EE8233",
    dataWait: "#F6DD89",
    serialize: "#8874E1",
    deserialize: "#C7C1FF",
    startStop: "#9F9C9C",
    idle: "#636260",
    failed: "#D03D40",
  },
  workers: ["#98D3FF", "#EA9726", "#96B58E", "#BE97B3", "#A288FD", "#F6EE8B", "#46877E", "#AB6F4D"],
};

export const lightTheme: TimelineTheme = {
  surfaceApp: "#E9EBEF",
  surfaceLane: "#FFFFFF",
  surfacePanel: "#F6F7F9",
  surfaceRaised: "#FFFFFF",
  surfaceHover: "#EBEDF1",
  surfaceSelected: "#E3EDFC",
  borderSubtle: "#E7E9ED",
  borderDefault: "#D3D7DE",
  borderControl: "#79828F",
  textPrimary: "#14171C",
  textSecondary: "#464E5A",
  textTertiary: "#5B6471",
  textOnDarkFill: "#FFFFFF",
  textOnBrightFill: "#0B0D10",
  accentText: "#1B57C2",
  focusRing: "#1F5FD0",
  danger: "#AE1E2B",
  success: "#1A7344",
  taskFill: "#E6E9EE",
  taskEdge: "#6F7986",
  tintShare: "0.16",
  category: {
    task: "#E6E9EE",
    compute: "#018190",
    lockWait: "#DB7B36",
    dataWait: "#855F00",
    serialize: "#4432A8",
    deserialize: "#8E87E3",
    startStop: "#5D5D5D",
    idle: "#939393",
    failed: "#801728",
  },
  workers: ["#1A4E80", "#945812", "#0A8560", "#DB699C", "#7F53F3", "#A69400", "#444745", "#5E230B"],
};
