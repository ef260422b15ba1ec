import type { Actions } from "../actions/context";
import type { Timeline } from "../timeline";
import type { Chord } from "./chord";

export const commandGroups = ["App", "View", "Lanes", "Go to", "Search and marks"] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** What a command works on. */
interface CommandContext {
  readonly actions: Actions;
  /** The timeline on screen, null where there is none. */
  readonly timeline: Timeline | null;
}

/** Something that the user can have done: by keys, in the palette, from menus. */
export interface Command {
  /** Stays the same for ever: changed keys are kept under it. */
  readonly id: string;
  /** Begins with a verb, such as `Zoom in`. */
  readonly title: string;
  readonly group: CommandGroup;
  /** The keys it has unless the user chose others, the most usual first. */
  readonly keys: readonly Chord[];
  /** Where its keys are heard: anywhere, or only while the timeline or nothing has the keyboard. */
  readonly scope: "anywhere" | "timeline";
  /** Whether there is anything to do; else it is not in the palette, and its keys do nothing. */
  applies(context: CommandContext): boolean;
  run(context: CommandContext): void;
}
