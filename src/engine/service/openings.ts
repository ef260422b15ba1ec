import { randomUUID } from "node:crypto";
import type { Opening } from "../../shared/contract/models";
import { fail } from "../../shared/fault";
import type { ListingWatch } from "../datasets";

/** The datasets that take long to open, since they have many files. */
export class Openings {
  readonly #openings = new Map<string, { readonly abort: AbortController; told: Opening | null }>();
  readonly #onChange: (openings: readonly Opening[]) => void;
  readonly #underWay = new Set<Promise<unknown>>();
  #isClosed = false;

  /** @param onChange Gets all of them, with each word on how far one is. */
  constructor(onChange: (openings: readonly Opening[]) => void) {
    this.#onChange = onChange;
  }

  /**
   * Opens something that may take long.
   *
   * @param name By which views call it meanwhile.
   * @throws {FaultError} As `open` does; `aborted` once it is cancelled, or the session ends.
   */
  async watch<Result>(name: string, open: (watch: ListingWatch) => Promise<Result>): Promise<Result> {
    if (this.#isClosed) fail("aborted", `${name} is not opened, since Lanescope is about to end.`);
    const id = randomUUID();
    const abort = new AbortController();
    const entry: { readonly abort: AbortController; told: Opening | null } = { abort, told: null };
    this.#openings.set(id, entry);
    const onFiles = (files: number, total: number | null): void => {
      entry.told = { id, name, files, total };
      this.#tell();
    };
    const opening = open({ signal: abort.signal, onFiles });
    this.#underWay.add(opening);
    try {
      return await opening;
    } finally {
      this.#underWay.delete(opening);
      this.#openings.delete(id);
      if (entry.told !== null) this.#tell();
    }
  }

  /** @throws {FaultError} `bad-request` where it is over. */
  cancel(id: string): void {
    const opening = this.#openings.get(id) ?? fail("bad-request", "That is open already, or was given up.");
    opening.abort.abort();
  }

  /** Cancels all of them, and takes no more; resolves when none is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { abort } of this.#openings.values()) abort.abort();
    await Promise.allSettled(this.#underWay);
  }

  #tell(): void {
    this.#onChange([...this.#openings.values()].flatMap(({ told }) => told ?? []));
  }
}
