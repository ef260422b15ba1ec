import type { Chord } from "./chord";
import type { Command } from "./command";

/** Keys that the user chose, by the command's id; an empty list: none. */
export type OwnKeys = Readonly<Record<string, readonly Chord[]>>;

/** The keys of a command. */
export function keysOf(command: Command, own: OwnKeys): readonly Chord[] {
  return own[command.id] ?? command.keys;
}

/** The command that has a chord. */
export function commandAt(commands: readonly Command[], own: OwnKeys, chord: Chord): Command | undefined {
  // What the user chose goes before keys that came with a newer version.
  return (
    commands.find((command) => own[command.id]?.includes(chord)) ??
    commands.find((command) => own[command.id] === undefined && command.keys.includes(chord))
  );
}

/** Gives a command one chord in place of those that it has; a command that had it loses it. */
export function withKey(commands: readonly Command[], own: OwnKeys, command: Command, chord: Chord): OwnKeys {
  const next: Record<string, readonly Chord[]> = { ...own, [command.id]: [chord] };
  for (const other of commands) {
    const keys = keysOf(other, own);
    if (other.id !== command.id && keys.includes(chord)) next[other.id] = keys.filter((one) => one !== chord);
  }
  return tidied(commands, next);
}

/** Gives a command the keys back that it came with; commands that were given one of them lose it. */
export function withDefaultKeys(commands: readonly Command[], own: OwnKeys, command: Command): OwnKeys {
  const next: Record<string, readonly Chord[]> = {};
  for (const [id, keys] of Object.entries(own)) {
    if (id !== command.id) next[id] = keys.filter((key) => !command.keys.includes(key));
  }
  return tidied(commands, next);
}

/** Leaves out what is as it came. */
function tidied(commands: readonly Command[], own: OwnKeys): OwnKeys {
  const defaults = new Map(commands.map(({ id, keys }) => [id, keys.join(" ")]));
  return Object.fromEntries(Object.entries(own).filter(([id, keys]) => defaults.get(id) !== keys.join(" ")));
}
