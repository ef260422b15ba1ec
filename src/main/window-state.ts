import Conf from "conf";
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
  readonly #conf: Conf;

  /** @param folder The app's user data. */
  constructor(folder: string) {
    // What is damaged is replaced: it says nothing that anybody would miss.
    this.#conf = new Conf({ cwd: folder, configName: "window", clearInvalidConfig: true });
  }

  /** @param areas The usable areas of all screens. @returns Null where nothing fits on them. */
  read(areas: readonly Rectangle[]): WindowState | null {
    const parsed = windowStateSchema.safeParse(this.#conf.get("main"));
    if (!parsed.success) return null;
    return areas.some((area) => isReachable(parsed.data.bounds, area)) ? parsed.data : null;
  }

  write(state: WindowState): void {
    this.#conf.set("main", state);
  }
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = window.y - area.y;
  return width >= minimumVisible.width && top >= 0 && top <= area.height - minimumVisible.height;
}
