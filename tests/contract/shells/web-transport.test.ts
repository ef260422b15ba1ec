import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WebSocket } from "ws";
import type { WebConnection } from "../../../src/renderer/bridge/web-connection";
import { startWebHost, type WebHost } from "../../../src/server/web-host";
import { bridgeCases } from "./bridge-cases";
import { createFakeService, type FakeService } from "./fake-service";
import { connect, type Visitor, visit } from "./web-client";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
let service: FakeService;
let host: WebHost;
let visitor: Visitor;
let connections: WebConnection[];

async function start(port = 0): Promise<WebHost> {
  return startWebHost({ service, rendererFolder: folder, port, log });
}

function connectView(onSocket?: (socket: WebSocket) => void): WebConnection {
  const connection = connect(visitor, onSocket);
  connections.push(connection);
  return connection;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-renderer-"));
  writeFileSync(join(folder, "index.html"), "<!doctype html>");
  service = createFakeService();
  host = await start();
  visitor = await visit(host);
  connections = [];
});

afterEach(async () => {
  for (const connection of connections) connection.close();
  await host.close();
  rmSync(folder, { recursive: true });
});

describe("over the web, the bridge", () => {
  for (const { name, run } of bridgeCases) {
    it(name, async () => {
      const connection = connectView();
      await run({
        request: (request, input) => connection.request(request, input),
        onEvent: (listener) => connection.onEvent(listener),
        onTrace: (listener) => connection.onTrace(listener),
        acknowledgeTrace: (acknowledgement) => connection.acknowledgeTrace(acknowledgement),
        setProgress: () => undefined,
      });
    });
  }

  it("says when the connection is lost and when it is back, and works again", async () => {
    const sockets: WebSocket[] = [];
    const connection = connectView((socket) => sockets.push(socket));
    const states: boolean[] = [];
    connection.onConnection((connected) => states.push(connected));
    await connection.request("app.info", {});
    expect(states).toEqual([]);

    sockets[0]?.terminate();
    await vi.waitFor(() => expect(states).toEqual([false, true]), { timeout: 10_000 });
    expect(await connection.request("app.info", {})).toMatchObject({ ok: true });
    await expect.poll(() => service.open.size).toBe(1);
  });

  it("fails what was asked before a loss, and what is asked while there is no connection", async () => {
    const sockets: WebSocket[] = [];
    const connection = connectView((socket) => sockets.push(socket));
    await connection.request("app.info", {});
    const lost = new Promise<void>((resolve) => connection.onConnection((connected) => !connected && resolve()));
    const unanswered = connection.request("runs.output", { runId: "1", from: 1 });
    sockets[0]?.terminate();
    expect(await unanswered).toMatchObject({ ok: false, fault: { code: "aborted" } });
    await lost;
    expect(await connection.request("app.info", {})).toMatchObject({ ok: false, fault: { code: "aborted" } });
  });

  it("gives every view a trace of its own", async () => {
    const trace = bridgeCases.find(({ name }) => name.includes("byte for byte"));
    const views = [connectView(), connectView()];
    await Promise.all(views.map((view) => trace?.run({ ...bound(view), setProgress: () => undefined })));
  });

  it("closes the service's connection when a view is gone", async () => {
    const connection = connectView();
    await connection.request("app.info", {});
    expect(service.open.size).toBe(1);
    connection.close();
    await expect.poll(() => service.open.size).toBe(0);
  });

  it("stops trying once it was closed", async () => {
    let sockets = 0;
    const connection = connectView(() => {
      sockets += 1;
    });
    await connection.request("app.info", {});
    connection.close();
    await expect.poll(() => service.open.size).toBe(0);
    expect(await connection.request("app.info", {})).toMatchObject({ ok: false });
    expect(sockets).toBe(1);
  });
});

function bound(connection: WebConnection) {
  return {
    request: connection.request.bind(connection),
    onEvent: connection.onEvent.bind(connection),
    onTrace: connection.onTrace.bind(connection),
    acknowledgeTrace: connection.acknowledgeTrace.bind(connection),
  };
}
