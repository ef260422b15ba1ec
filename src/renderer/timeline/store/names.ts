/** A trace's names, each text once. The numbers that lanes have for theirs are their own. */
export class Names {
  readonly #texts: string[] = [""];
  /** Of the texts that were interned. */
  readonly #ids = new Map<string, number>([["", 0]]);
  /** By lane: the store-wide name of each of the lane's own. */
  readonly #ofLanes = new Map<number, Map<number, number>>();

  /** The text of a store-wide name; empty for 0. */
  text(id: number): string {
    return this.#texts[id] ?? "";
  }

  /** Whether lanes of the trace tell their names by themselves. */
  get hasInterned(): boolean {
    return this.#ids.size > 1;
  }

  /** Adds a name whose number whoever tells it counted. */
  push(text: string): void {
    this.#texts.push(text);
  }

  /** @returns The text's store-wide name. */
  intern(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }

  /** The store-wide names of a lane's own, to be added to. */
  ofLane(laneId: number): Map<number, number> {
    let names = this.#ofLanes.get(laneId);
    if (names === undefined) {
      names = new Map();
      this.#ofLanes.set(laneId, names);
    }
    return names;
  }
}
