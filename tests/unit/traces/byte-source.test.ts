import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type HostFile, readBytes } from "../../../src/renderer/traces/byte-source";
import { unpacked } from "../../../src/renderer/traces/packed-file";
import { mostFileBytes } from "../../../src/shared/contract/opened-files";

afterEach(() => vi.unstubAllGlobals());

/** The host's end: answers for one file. @returns What was asked for. */
function host(content: Uint8Array): { readonly file: HostFile; readonly asked: (readonly [number, number])[] } {
  const asked: (readonly [number, number])[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    const query = new URL(address, "http://page").searchParams;
    const [from, to] = [Number(query.get("from")), Number(query.get("to"))];
    asked.push([from, to]);
    expect(query.get("id")).toBe("a&b");
    return new Response(content.slice(from, to));
  });
  return { file: { fileId: "a&b", name: "x", path: "/x", size: content.length, lastModified: 0 }, asked };
}

async function textOfPacked(file: HostFile): Promise<string> {
  let text = "";
  for await (const part of unpacked(file)) text += Buffer.from(part).toString();
  return text;
}

describe("a file whose bytes the host gives out", () => {
  it("is read as far as it reaches, large stretches in several requests", async () => {
    const content = new Uint8Array(mostFileBytes + 10).map((_, at) => at % 251);
    const { file, asked } = host(content);
    expect(Buffer.compare(await readBytes(file, 5, 1e12), content.subarray(5))).toBe(0);
    expect(asked).toEqual([
      [5, mostFileBytes + 5],
      [mostFileBytes + 5, mostFileBytes + 10],
    ]);
    expect(await readBytes(file, content.length, content.length + 9)).toEqual(new Uint8Array());
  });

  it("is a stream, too, as compressed ones need it", async () => {
    const text = Array.from({ length: 300_000 }, (_, at) => `${(at * 7_919) % 100_003}`).join();
    const { file, asked } = host(gzipSync(text, { level: 0 }));
    expect(await textOfPacked(file)).toBe(text);
    expect(asked.length).toBeGreaterThan(1);
  });

  it("fails with the host's sentence, or says that the host does not answer", async () => {
    const { file } = host(new Uint8Array(9));
    const fault = { code: "dataset-changed", message: "/x was changed since it was opened. Open it again." };
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify({ ok: false, fault }), { status: 404 }));
    await expect(readBytes(file, 0, 9)).rejects.toThrow(/^\/x was changed since it was opened\. Open it again$/);
    vi.stubGlobal("fetch", async () => new Response("no access", { status: 401 }));
    await expect(readBytes(file, 0, 9)).rejects.toThrow("the host answered with 401");
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(readBytes(file, 0, 9)).rejects.toThrow("no connection to the Lanescope host");
  });
});
