/** Keys pressed together, written as people read them: `Ctrl+K`, `Shift+↑`, `?`. */
export type Chord = string;

type KeyPress = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

const shownKeys: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "Space",
  Escape: "Esc",
  ContextMenu: "Menu",
};

const ignored = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "Dead", "Process", "Unidentified"]);

/** What a key press is called; null while only modifiers are down. Command on a Mac counts as Ctrl. */
export function chordOf(event: KeyPress): Chord | null {
  if (ignored.has(event.key)) return null;
  const single = event.key.length === 1;
  const isLetter = single && event.key.toLowerCase() !== event.key.toUpperCase();
  const key = shownKeys[event.key] ?? (isLetter ? event.key.toUpperCase() : event.key);
  const parts: string[] = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  // `?` is Shift and another key on most keyboards, a key of its own on some: the sign alone counts.
  if (event.shiftKey && (isLetter || !single || event.key === " ")) parts.push("Shift");
  return [...parts, key].join("+");
}

/** Whether a chord writes text in a field, so that it is a command only elsewhere. */
export function writesText(chord: Chord): boolean {
  return !/^(Ctrl|Alt)\+/.test(chord);
}

/** What the keyboard needs for itself: the next control, editing. */
const reserved = new Set(
  ["Tab", "Shift+Tab", "Ctrl+Tab", "Ctrl+Shift+Tab"].concat([..."ACVXYZ"].map((letter) => `Ctrl+${letter}`)),
);

/** @returns Why keys cannot be chosen for a command; null where they can. */
export function chordObstacle(chord: Chord): string | null {
  if (!reserved.has(chord)) return null;
  return chord.endsWith("Tab") ? `${chord} moves between the controls.` : `${chord} is for editing text.`;
}
