import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TraceSpool } from "../../../src/engine/recorder";
import { blockBytes, blockHeaderBytes } from "../../../src/shared/trace/block-layout";
import { blockOf, join } from "./support/traces";

const mebibyte = 1024 * 1024;

let folder: string;
let failures: NodeJS.ErrnoException[];

beforeEach(() => {
  folder = mkdtempSync(joinPath(tmpdir(), "lanescope-spool-"));
  failures = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function spoolAt(path: string): TraceSpool {
  return new TraceSpool(path, (error) => failures.push(error));
}

/** Reads on from `offset` in stretches of at most `most` bytes, as a view does. */
async function readAll(spool: TraceSpool, most: number, offset = 0): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let at = offset; at < spool.size; ) {
    const part = await spool.read(at, most);
    expect(part.byteLength).toBeGreaterThan(0);
    parts.push(part);
    at += part.byteLength;
  }
  return join(parts);
}

/** Compares without printing megabytes. */
function expectSame(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0);
}

describe("a spool", () => {
  it("reads back what was appended, from every block on and in stretches of every size", async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 30 });
    let count = 0;
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 5_000 }), fc.boolean(), async (payloads, most, settled) => {
        const spool = spoolAt(joinPath(folder, `${count++}.trace`));
        const blocks = payloads.map((bytes, index) => blockOf(index + 1, bytes));
        for (const block of blocks) spool.append(block);
        if (settled) {
          spool.finish();
          await spool.settle();
        }
        const whole = join(blocks);
        let offset = 0;
        for (const block of blocks) {
          expectSame(await readAll(spool, most, offset), whole.subarray(offset));
          offset += block.byteLength;
        }
        await spool.remove();
      }),
      { numRuns: 40 },
    );
    expect(failures).toEqual([]);
  });

  it("gives whole blocks only, and one that is longer than what was asked for whole", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    const [small, large] = [blockOf(1, 100), blockOf(2, 9_000)];
    spool.append(join([small, small, large]));
    const two = await spool.read(0, 2 * small.byteLength + 50);
    expect(two.byteLength).toBe(2 * small.byteLength);
    expect(two.buffer.byteLength).toBe(two.byteLength);
    expectSame(await spool.read(two.byteLength, 1), large);
    expect(await spool.read(spool.size, 1_000)).toHaveLength(0);
    await spool.remove();
  });

  it("refuses to read where no block can begin, instead of searching for ever", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    spool.append(blockOf(1, 100, 0xff));
    await expect(spool.read(blockHeaderBytes, 1_000)).rejects.toThrow(RangeError);
    await expect(spool.read(spool.size - 5, 1_000)).rejects.toThrow(RangeError);
    await spool.remove();
  });

  it("has all of it in the file once it settled, more than it keeps in memory included", async () => {
    const path = joinPath(folder, "trace");
    const spool = spoolAt(path);
    const blocks = Array.from({ length: 30 }, (_, index) => blockOf(index + 1, mebibyte));
    for (const block of blocks) spool.append(block);
    await spool.settle();
    const whole = join(blocks);
    expectSame(readFileSync(path), whole);
    expectSame(await readAll(spool, mebibyte / 2), whole);
    await spool.remove();
  });

  it("brings the little that comes after the first write into the file too, though nobody asks", async () => {
    const path = joinPath(folder, "trace");
    const spool = spoolAt(path);
    const blocks = Array.from({ length: 3 }, (_, index) => blockOf(index + 1, 100));
    for (const [index, block] of blocks.entries()) {
      spool.append(block);
      const bytes = join(blocks.slice(0, index + 1)).byteLength;
      await expect.poll(() => (existsSync(path) ? readFileSync(path).byteLength : 0)).toBe(bytes);
    }
    await spool.remove();
  });

  it("reads across the border between file and memory while it grows", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    const blocks = Array.from({ length: 40 }, (_, index) => blockOf(index + 1, mebibyte / 2));
    let offset = 0;
    for (const [index, block] of blocks.entries()) {
      spool.append(block);
      if (index % 4 === 3) await spool.settle();
      const part = await spool.read(offset, 4 * mebibyte);
      expectSame(part, join(blocks).subarray(offset, offset + part.byteLength));
      if (index % 3 === 2) offset += blockBytes(part, 0);
    }
    expectSame(await readAll(spool, 3 * mebibyte), join(blocks));
    await spool.remove();
  });

  it("tells listeners that it has grown, until they end it", () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    let grown = 0;
    const end = spool.onGrowth(() => grown++);
    spool.append(blockOf(1, 1));
    spool.appendAlways(blockOf(1, 1));
    end();
    spool.append(blockOf(1, 1));
    expect(grown).toBe(2);
    return spool.remove();
  });

  it("does not keep the message that a block came in", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    const message = new Uint8Array(mebibyte);
    const block = blockOf(1, 100);
    message.set(block, 5_000);
    spool.append(message.subarray(5_000, 5_000 + block.byteLength));
    message.fill(0);
    expectSame(await spool.read(0, 1_000), block);
    await spool.remove();
  });

  it("gives back its descriptor when it is finished, and still reads", async () => {
    const path = joinPath(folder, "trace");
    const isOpen = (): boolean =>
      readdirSync("/proc/self/fd").some((descriptor) => {
        try {
          return readlinkSync(`/proc/self/fd/${descriptor}`) === path;
        } catch {
          // That one was the listing's own.
          return false;
        }
      });
    const spool = spoolAt(path);
    spool.append(blockOf(1, 100));
    await spool.settle();
    expect(isOpen()).toBe(true);
    spool.append(blockOf(2, 100));
    spool.finish();
    await spool.settle();
    expect(isOpen()).toBe(false);
    expectSame(await readAll(spool, 1_000), join([blockOf(1, 100), blockOf(2, 100)]));
    await spool.remove();
  });

  it("takes late blocks after it is finished too", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    spool.append(blockOf(1, 100));
    spool.finish();
    await spool.settle();
    spool.append(blockOf(2, 100));
    await spool.settle();
    expectSame(await readAll(spool, 1_000), join([blockOf(1, 100), blockOf(2, 100)]));
    expect(failures).toEqual([]);
    await spool.remove();
  });

  it("deletes its file, and takes nothing more then", async () => {
    const path = joinPath(folder, "trace");
    const spool = spoolAt(path);
    spool.append(blockOf(1, 3 * mebibyte));
    await spool.remove();
    expect(existsSync(path)).toBe(false);
    expect(spool.append(blockOf(1, 1))).toBe(false);
    expect(failures).toEqual([]);
  });

  it("makes no file before its first byte", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    await spool.settle();
    await spool.remove();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a spool whose disk fails", () => {
  it.each([
    ["is in a folder that does not exist", "ENOENT", () => joinPath(folder, "missing", "trace")],
    ["exists already", "EEXIST", () => joinPath(folder, "taken")],
  ] as const)("since its file %s: tells it once, refuses blocks, keeps what it had", async (_what, code, path) => {
    writeFileSync(joinPath(folder, "taken"), "of someone else");
    const spool = spoolAt(path());
    expect(spool.append(blockOf(1, 100))).toBe(true);
    await spool.settle();
    expect(failures.map((error) => error.code)).toEqual([code]);
    expect(spool.append(blockOf(2, 100))).toBe(false);
    spool.appendAlways(blockOf(3, 100));
    expectSame(await readAll(spool, 50), join([blockOf(1, 100), blockOf(3, 100)]));
    spool.finish();
    await spool.settle();
    expectSame(await readAll(spool, 50), join([blockOf(1, 100), blockOf(3, 100)]));
    await spool.remove();
    expect(failures).toHaveLength(1);
    expect(readFileSync(joinPath(folder, "taken"), "utf8")).toBe("of someone else");
  });

  it("since it is too slow: refuses more than 64 MB that wait for it", async () => {
    const spool = spoolAt(joinPath(folder, "trace"));
    const block = blockOf(1, 4 * mebibyte);
    let taken = 0;
    // Nothing is written within one turn of the event loop, as on a disk that hangs.
    while (spool.append(new Uint8Array(block))) taken++;
    expect(taken).toBe(16);
    expect(failures.map((error) => error.code)).toEqual(["EBUSY"]);
    await spool.remove();
  });
});
