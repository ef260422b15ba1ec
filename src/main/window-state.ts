import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const rectangleSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
type Rectangle = z.output<typeof rectangleSchema>;

const windowStateSchema = z.object({
  /** Device-independent pixels, as it is when not maximized. */
  bounds: rectangleSchema,
  maximized: z.boolean(),
});
export type WindowState = z.output<typeof windowStateSchema>;

/** Pixels that must be visible for a window to be found again: its title bar's height, and room to grab it. */
const minimumVisible = { width: 100, height: 40 } as const;

/** Keeps the window's place from one start to the next. */
export class WindowStateFile {
  readonly #path: string;

  /** @param folder The app's user data. */
  constructor(folder: string) {
    this.#path = join(folder, "window.json");
  }

  /** @param areas The usable areas of all screens. @returns Null where nothing is kept, or it fits on none of them. */
  read(areas: readonly Rectangle[]): WindowState | null {
    const parsed = windowStateSchema.safeParse(readJson(this.#path));
    if (!parsed.success) return null;
    return areas.some((area) => isReachable(parsed.data.bounds, area)) ? parsed.data : null;
  }

  /** @throws {Error} When the folder cannot be written to. */
  write(state: WindowState): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    // Renamed into place, so that a crash in the middle leaves the former one.
    const fresh = `${this.#path}.new`;
    writeFileSync(fresh, JSON.stringify(state));
    renameSync(fresh, this.#path);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Absent or damaged: it says nothing that anybody would miss.
    return null;
  }
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = window.y - area.y;
  return width >= minimumVisible.width && top >= 0 && top <= area.height - minimumVisible.height;
}
