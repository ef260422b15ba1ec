/** Files that the user opens outside the page: they wait for as long as there is no page to take them. */
export class OpenPaths {
  #waiting: string[] = [];
  #take: ((paths: readonly string[]) => void) | null = null;

  /** @param paths Absolute. */
  add(paths: readonly string[]): void {
    this.#waiting.push(...paths);
    this.#deliver();
  }

  /** @param take Takes what waits and what comes; null when the page is gone. */
  deliverTo(take: ((paths: readonly string[]) => void) | null): void {
    this.#take = take;
    this.#deliver();
  }

  #deliver(): void {
    if (this.#take === null || this.#waiting.length === 0) return;
    const paths = this.#waiting;
    this.#waiting = [];
    this.#take(paths);
  }
}
