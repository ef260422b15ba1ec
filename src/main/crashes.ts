/** How often the page may crash within how long before the user is asked instead of loading it again. */
const limit = { crashes: 3, withinMs: 60_000 } as const;

/** Decides what follows a crash of the page. */
export class CrashCounter {
  readonly #crashes: number[] = [];

  /** @param nowMs Of a clock that never goes back. @returns Whether to load the page again without asking. */
  mayReload(nowMs: number): boolean {
    this.#crashes.push(nowMs);
    return this.#crashes.filter((at) => nowMs - at < limit.withinMs).length < limit.crashes;
  }
}
