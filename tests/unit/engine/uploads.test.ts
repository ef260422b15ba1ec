import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Datasets } from "../../../src/engine/service/datasets";
import { Openings } from "../../../src/engine/service/openings";
import { Uploads } from "../../../src/engine/service/uploads";

let folder: string;
let uploads: Uploads;
let datasets: Datasets;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-uploads-"));
  datasets = new Datasets(join(folder, "lists"), () => undefined, new Openings(() => undefined));
  uploads = new Uploads(join(folder, "uploads"), (path, name) => datasets.open(path, "upload", name));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything below the uploads' folder. */
function stored(): readonly string[] {
  const path = join(folder, "uploads");
  return existsSync(path) ? readdirSync(path) : [];
}

/** Lets the disk answer every write with an error, to the end of the test. */
async function failWrites(code: string): Promise<void> {
  const file = await open(join(folder, "any"), "w");
  const write = vi.spyOn(Object.getPrototypeOf(file) as typeof file, "writeFile");
  write.mockRejectedValue(Object.assign(new Error(`${code}: write failed`), { code }));
  await file.close();
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function send(name: string, text: string): Promise<{ path: string; name: string }> {
  const bytes = bytesOf(text);
  const upload = await uploads.start(name, bytes.byteLength);
  await upload.write(bytes);
  return (await upload.finish()) as { path: string; name: string };
}

describe("an upload", () => {
  it("is stored as it comes, and opened under its own name", async () => {
    const upload = await uploads.start("orders.csv", 8);
    await upload.write(bytesOf("a,b\n"));
    await upload.write(bytesOf("1,2\n"));
    const dataset = (await upload.finish()) as { path: string };
    expect(dataset).toMatchObject({ name: "orders.csv", origin: "upload", size: 8, format: "csv" });
    expect(readFileSync(dataset.path, "utf8")).toBe("a,b\n1,2\n");
  });

  it("does not mix with another one of the same name", async () => {
    const [first, second] = await Promise.all([send("orders.csv", "a\n1\n"), send("orders.csv", "b\n2\n")]);
    expect(readFileSync(first!.path, "utf8")).toBe("a\n1\n");
    expect(readFileSync(second!.path, "utf8")).toBe("b\n2\n");
  });

  it.each([
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\system.ini", "system.ini"],
    ["/etc/passwd", "passwd"],
    ["..", "upload"],
    [". .", "upload"],
    ["", "upload"],
    ["a\0b.csv", "a_b.csv"],
    ["città 日本.csv", "città 日本.csv"],
    ["con<>:|?*.csv", "con______.csv"],
    ["photo (1), 50% & #2.csv", "photo (1), 50% & #2.csv"],
  ])("named %j stays in a folder of its own, as %j", async (name, fileName) => {
    const { path } = await send(name, "a\n1\n");
    expect(basename(path)).toBe(fileName);
    expect(dirname(dirname(path))).toBe(join(folder, "uploads"));
  });

  it("keeps the end of a name that is too long for the disk, whatever its letters", async () => {
    const { path, name } = await send(`${"日".repeat(250)}.csv`, "a\n1\n");
    expect(basename(path)).toMatch(/^日+\.csv$/);
    expect(name).toHaveLength(254);
  });

  it("is refused where it is announced larger than 64 GB, before anything is stored", async () => {
    await expect(uploads.start("huge.csv", 64 * 1024 ** 3 + 1)).rejects.toMatchObject({
      fault: { code: "upload-too-large", message: expect.stringContaining("huge.csv is larger than 64 GB") },
    });
    expect(stored()).toEqual([]);
  });

  it("is refused where more comes than was announced", async () => {
    const upload = await uploads.start("orders.csv", 4);
    await upload.write(bytesOf("a\n1\n"));
    await expect(upload.write(bytesOf("x"))).rejects.toMatchObject({
      fault: { code: "upload-too-large", message: expect.stringContaining("the 4 that were announced") },
    });
    await upload.abort();
    expect(stored()).toEqual([]);
  });

  it("is no dataset where less comes than was announced, and leaves nothing", async () => {
    const upload = await uploads.start("orders.csv", 100);
    await upload.write(bytesOf("a\n1\n"));
    await expect(upload.finish()).rejects.toMatchObject({
      fault: { code: "dataset-unreadable", message: "Of orders.csv only 4 of 100 bytes came. Drop it again." },
    });
    expect(stored()).toEqual([]);
  });

  it("leaves nothing where its content is no dataset, and says so with the name that was dropped", async () => {
    await expect(send("archive.bin", "\u0089PNG\0\0\0")).rejects.toMatchObject({
      fault: { code: "dataset-binary", message: expect.stringMatching(/^archive\.bin is no text/) },
    });
    expect(stored()).toEqual([]);
    expect(datasets.list()).toEqual([]);
  });

  it.each(["ENOSPC", "EDQUOT"])("that the disk has no room for (%s) says so, and abort deletes it", async (code) => {
    const upload = await uploads.start("orders.csv", 8);
    await upload.write(bytesOf("a,b\n"));
    await failWrites(code);
    await expect(upload.write(bytesOf("1,2\n"))).rejects.toMatchObject({
      fault: { code: "disk-full", message: expect.stringMatching(/no room for orders\.csv.*Free some space/) },
    });
    await upload.abort();
    expect(stored()).toEqual([]);
  });

  it("that the disk fails otherwise says how", async () => {
    const upload = await uploads.start("orders.csv", 4);
    await failWrites("EIO");
    await expect(upload.write(bytesOf("1,2\n"))).rejects.toMatchObject({
      fault: { code: "dataset-unreadable", message: "orders.csv could not be stored on the host: EIO: write failed." },
    });
    await upload.abort();
  });

  it("may be aborted twice, but no more once it is a dataset", async () => {
    const broken = await uploads.start("broken.csv", 4);
    await broken.abort();
    await broken.abort();
    expect(stored()).toEqual([]);
    const upload = await uploads.start("orders.csv", 4);
    await upload.write(bytesOf("a\n1\n"));
    const { path } = (await upload.finish()) as { path: string };
    await upload.abort();
    expect(existsSync(path)).toBe(true);
  });
});
