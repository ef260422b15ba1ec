import { existsSync, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { serialize } from "node:v8";
import { describe, expect, it } from "vitest";
import { SyncLine } from "../../../src/engine/child/program/sync-line";
import { SyncServer } from "../../../src/engine/host/program/sync-server";
import type { HandleRequest } from "../../../src/engine/protocol/program";

const request: HandleRequest = { handle: 1, operation: "get", owner: 1, timeoutMs: -1 };

function framed(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Sends bytes and gives what comes back until there is something, or the connection is closed. */
function talk(path: string, pieces: readonly Buffer[]): Promise<Buffer | "closed"> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.setNoDelay(true);
    for (const piece of pieces) socket.write(piece);
    socket.once("data", (data) => {
      resolve(data);
      socket.destroy();
    });
    socket.once("close", () => resolve("closed"));
    socket.once("error", reject);
  });
}

describe("the line of workers that block", () => {
  it("answers a worker that it knows, however its bytes are cut", async () => {
    const server = new SyncServer();
    const address = server.address(({ operation }, answer) => answer({ ok: true, value: operation.toUpperCase() }));
    server.listen();
    server.listen();
    const bytes = Buffer.concat([framed(Buffer.from(address.token)), framed(serialize(request))]);
    const answer = framed(serialize({ ok: true, value: "GET" }));
    expect(await talk(address.path, [bytes])).toEqual(answer);
    expect(
      await talk(
        address.path,
        Array.from(bytes, (byte) => Buffer.of(byte)),
      ),
    ).toEqual(answer);
    server.forget(address);
    expect(await talk(address.path, [bytes])).toBe("closed");
  });

  it("hangs up on anybody else", async () => {
    const server = new SyncServer();
    const { path } = server.address((_request, answer) => answer({ ok: true, value: null }));
    server.listen();
    expect(await talk(path, [framed(Buffer.from("guess")), framed(serialize(request))])).toBe("closed");
  });

  it.skipIf(process.platform === "win32")("lies where nobody else may look (Windows has no modes of files)", () => {
    const server = new SyncServer();
    const { path } = server.address(() => undefined);
    expect(existsSync(dirname(path))).toBe(false);
    server.listen();
    expect(statSync(dirname(path)).mode & 0o077).toBe(0);
  });

  it("fails where nobody answers any more, instead of blocking for ever", () => {
    const { path } = new SyncServer().address(() => undefined);
    const line = SyncLine.toAddress({ path, token: "any" });
    for (let time = 0; time < 2; time++) {
      expect(() => line.ask(request)).toThrow(expect.objectContaining({ code: "partner-lost" }));
    }
  });
});
