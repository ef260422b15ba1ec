import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join } from "node:path";
import { type Dataset, fail, filesOf } from "../../library/worker";
import { mostZipFiles, writeZip } from "./zip";

const endings = { jpeg: [".jpg", ".jpeg"], png: [".png"], webp: [".webp"] } as const;

/** How names of images end, whatever their format: all that a dataset of images may hold. */
const imageName = /\.(png|jpg|jpeg|jpe|jfif|webp)$/i;

/** The new images on the disk, where the user wants them: in a new folder, or in a new ZIP file. */
export class SavedImages {
  readonly #output: string;

  /** @param output Absolute. */
  constructor(output: string) {
    this.#output = output;
  }

  /** @throws {FaultError} `bad-parameter`: nothing is written over. */
  check(dataset: Dataset): void {
    const output = this.#output;
    if (!isAbsolute(output)) fail("bad-parameter", `Save to: ${output} is no whole path. Write it from the root on.`);
    for (const path of [output, this.unfinished]) {
      if (existsSync(path)) fail("bad-parameter", `Save to: there is a ${path} already. Name another, or delete it.`);
    }
    if (this.#isZip && filesOf(dataset).count > mostZipFiles) {
      fail("bad-parameter", `Save to: a ZIP file holds ${mostZipFiles} files at most. Name a folder instead.`);
    }
  }

  /** Where the images are until all are there. */
  get unfinished(): string {
    return `${this.#output}.unfinished`;
  }

  /** Writes one; again where a worker was lost. @throws {FaultError} `bad-parameter`. */
  write(name: string, bytes: Uint8Array): void {
    const path = join(this.unfinished, name);
    this.#writing(() => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    });
  }

  /** All are there. @throws {FaultError} `bad-parameter`. */
  finish(names: readonly string[]): void {
    this.#writing(() => {
      if (!this.#isZip) {
        mkdirSync(this.unfinished, { recursive: true });
        renameSync(this.unfinished, this.#output);
        return;
      }
      const zip = join(this.unfinished, "..zip");
      mkdirSync(this.unfinished, { recursive: true });
      writeZip(
        zip,
        names.map((name) => ({ name, path: join(this.unfinished, name) })),
      );
      renameSync(zip, this.#output);
      rmSync(this.unfinished, { recursive: true, force: true });
    });
  }

  get #isZip(): boolean {
    return extname(this.#output).toLowerCase() === ".zip";
  }

  #writing(body: () => void): void {
    try {
      body();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      fail("bad-parameter", `The new images cannot be written to ${this.#output}: ${reason}. Choose another place.`);
    }
  }
}

/**
 * What a new image is called: as the old one, with the ending of its format behind that where it has another one, or two of
 * images already. So no two are called the same: `a.png` becomes `a.png.jpg`, and `a.png.jpg` becomes `a.png.jpg.jpg`.
 *
 * @param path Of the old one, as it is listed.
 * @param index Its place among all, which tells images of the same name in different folders apart.
 */
export function savedName(path: string, index: number, format: keyof typeof endings): string {
  const own = isAbsolute(path) ? `${index + 1}-${basename(path)}` : path;
  const ending = endings[format].find((one) => own.toLowerCase().endsWith(one));
  const isTaken = ending !== undefined && imageName.test(own.slice(0, -ending.length));
  return ending !== undefined && !isTaken ? own : `${own}${endings[format][0]}`;
}
