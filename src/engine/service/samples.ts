import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Sample } from "../../shared/contract/models";
import { fail } from "../../shared/fault";

/** `samples.json` of the samples' folder. */
const catalogueSchema = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    licence: z.string(),
    /** Relative to the folder. */
    file: z.string(),
  }),
);

/** The bundled samples. */
export class Samples {
  readonly #folder: string;
  readonly #entries: z.output<typeof catalogueSchema>;

  /** @throws {Error} When the catalogue is missing or malformed: the package is broken. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#entries = catalogueSchema.parse(JSON.parse(readFileSync(join(folder, "samples.json"), "utf8")));
  }

  list(): readonly Sample[] {
    return this.#entries.map(({ file, ...sample }) => ({ ...sample, size: statSync(join(this.#folder, file)).size }));
  }

  /** @throws {FaultError} `dataset-unknown`. */
  pathOf(id: string): string {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry !== undefined) return join(this.#folder, entry.file);
    return fail(
      "dataset-unknown",
      `There is no sample "${id}". There are: ${this.#entries.map((one) => one.id).join(", ")}.`,
    );
  }
}
