import { useKeyStore } from "../stores/key-store";
import { appCommands } from "./app-commands";
import type { Chord } from "./chord";
import type { Command } from "./command";
import { keysOf } from "./keys";
import { timelineCommands } from "./timeline-commands";

/** Everything that the user can have done, in the order in which it is listed. Hot keys, keys dialog and palette read it. */
export const commands: readonly Command[] = [...appCommands, ...timelineCommands];

const byId = new Map(commands.map((command) => [command.id, command]));

/** @throws {RangeError} Where there is no such command. */
export function commandById(id: string): Command {
  const command = byId.get(id);
  if (command === undefined) throw new RangeError(`there is no command ${id}`);
  return command;
}

/** The first of a command's keys, for hints beside buttons; undefined where it has none. */
export function useKeyOf(id: string): Chord | undefined {
  return useKeyStore(({ own }) => keysOf(commandById(id), own)[0]);
}

/** The timeline's keys in words, for a screen reader. */
export function useTimelineHelp(): string {
  const own = useKeyStore((state) => state.own);
  return timelineCommands
    .map((command) => ({ title: command.title, key: keysOf(command, own)[0] }))
    .filter(({ key }) => key !== undefined)
    .map(({ title, key }) => `${spoken(key ?? "")}: ${title.toLowerCase()}.`)
    .join(" ");
}

const spokenKeys: Readonly<Record<string, string>> = {
  "↑": "arrow up",
  "↓": "arrow down",
  "←": "arrow left",
  "→": "arrow right",
  ",": "comma",
  ".": "full stop",
};

function spoken(chord: Chord): string {
  return chord
    .split("+")
    .map((part) => spokenKeys[part] ?? part)
    .join(" ");
}
