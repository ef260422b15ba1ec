import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Protocol } from "electron";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { answerRenderer, rendererAddress, rendererScheme, serveRenderer } from "../../../src/main/renderer-protocol";
import type { OpenedFileRange } from "../../../src/shared/contract/opened-files";
import { fail } from "../../../src/shared/fault";

/** One open file of ten bytes. */
const files = {
  readOpenedFile: async ({ fileId, from, to }: OpenedFileRange): Promise<Uint8Array> => {
    if (fileId !== "one") fail("dataset-unknown", "That file is not open.");
    return Uint8Array.from({ length: 10 }, (_, at) => at).subarray(from, to);
  },
};

let folder: string;
let renderer: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-protocol-"));
  renderer = join(folder, "renderer");
  mkdirSync(join(renderer, "assets"), { recursive: true });
  writeFileSync(join(renderer, "index.html"), "<!doctype html>");
  writeFileSync(join(renderer, "assets", "a b.js"), "1");
  writeFileSync(join(renderer, "assets", "font.woff2"), Buffer.from([0, 255, 1]));
  writeFileSync(join(folder, "secret.txt"), "secret");
  mkdirSync(join(folder, "renderer-of-another"));
  writeFileSync(join(folder, "renderer-of-another", "secret.txt"), "secret");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("the renderer's scheme", () => {
  it("gives files with their type and the content security policy", async () => {
    const answer = await answerRenderer(renderer, rendererAddress);
    expect(answer).toMatchObject({ status: 200, body: Buffer.from("<!doctype html>") });
    expect(answer.headers).toMatchObject({
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": expect.stringContaining("default-src 'none'"),
      "X-Content-Type-Options": "nosniff",
    });
  });

  it.each([
    ["lanescope://app/assets/a%20b.js", "text/javascript; charset=utf-8"],
    ["lanescope://app/assets/a%20b.js?v=1#x", "text/javascript; charset=utf-8"],
    ["lanescope://app/assets/font.woff2", "font/woff2"],
  ])("gives %s as %s", async (address, type) => {
    const answer = await answerRenderer(renderer, address);
    expect([answer.status, answer.headers["Content-Type"]]).toEqual([200, type]);
  });

  it.each([
    "lanescope://app/",
    "lanescope://app/assets",
    "lanescope://app/missing.js",
    "lanescope://elsewhere/index.html",
    "lanescope://app/%00index.html",
    "lanescope://app/%",
    "no address",
  ])("has nothing at %s, and says so under the same policy", async (address) => {
    const answer = await answerRenderer(renderer, address);
    expect(answer).toMatchObject({ status: 404, body: Buffer.from("not found") });
    expect(answer.headers["Content-Security-Policy"]).toContain("default-src 'none'");
  });

  it.each([
    "lanescope://app/../secret.txt",
    "lanescope://app/%2e%2e/secret.txt",
    "lanescope://app/..%2fsecret.txt",
    "lanescope://app/assets/..%2f..%2fsecret.txt",
    "lanescope://app/..%5csecret.txt",
    "lanescope://app/..%2frenderer-of-another/secret.txt",
    "lanescope://app//etc/passwd",
    "lanescope://app/%2fetc%2fpasswd",
  ])("does not leave its folder by %s", async (address) => {
    expect(await answerRenderer(renderer, address)).toMatchObject({ status: 404 });
  });

  it("tells a file that is there but cannot be read from one that is missing", async () => {
    symlinkSync(join(renderer, "loop.js"), join(renderer, "loop.js"));
    await expect(answerRenderer(renderer, "lanescope://app/loop.js")).rejects.toMatchObject({ code: "ELOOP" });
  });

  it("has an origin, and may load scripts and fetch", () => {
    expect(rendererScheme).toMatchObject({ scheme: "lanescope", privileges: { standard: true, secure: true } });
  });
});

// Only newer versions of Electron run this in the app itself, so here it is run by hand.
describe("serving with `protocol.handle`, from Electron 25 on", () => {
  it("answers with a response of the file", async () => {
    const handle = vi.fn();
    serveRenderer({ handle } as unknown as Protocol, renderer, files);
    expect(handle).toHaveBeenCalledWith("lanescope", expect.any(Function));
    const respond = handle.mock.calls[0]?.[1] as (request: { url: string }) => Promise<Response>;

    const found = await respond({ url: "lanescope://app/assets/font.woff2" });
    expect([found.status, found.headers.get("content-type")]).toEqual([200, "font/woff2"]);
    expect(found.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect([...new Uint8Array(await found.arrayBuffer())]).toEqual([0, 255, 1]);

    const part = await respond({ url: "lanescope://app/opened-file?id=one&from=8&to=20" });
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([8, 9]);
    const unknown = await respond({ url: "lanescope://app/opened-file?id=two&from=0&to=1" });
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { ok: false, fault: { code: "dataset-unknown" } },
    ]);

    const missing = await respond({ url: "lanescope://app/missing.js" });
    expect([missing.status, await missing.text()]).toEqual([404, "not found"]);
  });
});

describe("serving with `protocol.registerBufferProtocol`, before Electron 25", () => {
  function serve() {
    const registerBufferProtocol = vi.fn();
    serveRenderer({ registerBufferProtocol } as unknown as Protocol, renderer, files);
    const handler = registerBufferProtocol.mock.calls[0]?.[1];
    return (url: string) => new Promise((resolve) => handler({ url }, resolve));
  }

  it("answers with the file, its status and its headers", async () => {
    const answer = serve();
    expect(await answer("lanescope://app/assets/font.woff2")).toMatchObject({
      statusCode: 200,
      headers: { "Content-Type": "font/woff2" },
      data: Buffer.from([0, 255, 1]),
    });
    expect(await answer("lanescope://app/missing.js")).toMatchObject({ statusCode: 404 });
    expect(await answer("lanescope://app/opened-file?id=one&from=0&to=2")).toMatchObject({
      statusCode: 200,
      headers: { "Cache-Control": "no-store" },
      data: Buffer.from([0, 1]),
    });
    expect(await answer("lanescope://elsewhere/opened-file?id=one&from=0&to=2")).toMatchObject({ statusCode: 404 });
  });

  it("fails the request for a file that cannot be read", async () => {
    symlinkSync(join(renderer, "loop.js"), join(renderer, "loop.js"));
    expect(await serve()("lanescope://app/loop.js")).toEqual({ error: -2 });
  });
});
