import { EventEmitter } from "node:events";
import type { IpcMain, MessageChannelMain, WebContents } from "electron";
import { describe, expect, it, vi } from "vitest";
import type { ServiceConnection, ViewPort } from "../../../src/engine/service/types";
import { OpenPaths } from "../../../src/main/open-paths";
import { SavedFiles } from "../../../src/main/saved-files";
import { connectViews } from "../../../src/main/view-transport";
import { ipcChannels } from "../../../src/shared/contract/ipc-channels";

const address = "lanescope://app/index.html";

class FakePort extends EventEmitter {
  readonly posted: unknown[] = [];
  readonly start = vi.fn();
  readonly close = vi.fn();

  postMessage(message: unknown): void {
    this.posted.push(message);
  }
}

/** The transport between a fake window and a fake service. */
function transport({ hasWindow = (): boolean => true } = {}) {
  const listeners = new Map<string, (...words: unknown[]) => unknown>();
  const register = (channel: string, listener: (...words: unknown[]) => unknown) => listeners.set(channel, listener);
  const contents = { send: vi.fn(), isDestroyed: () => false };
  const frame = { url: address, parent: null, postMessage: vi.fn() };
  const event = { sender: contents, senderFrame: frame as typeof frame | null };
  const ports: FakePort[] = [];
  const views: { view: ViewPort; connection: { [Name in keyof ServiceConnection]: ReturnType<typeof vi.fn> } }[] = [];
  const progress: (number | null)[] = [];
  const warn = vi.fn();
  const paths = new OpenPaths();
  /** Names of files that a page wanted to save. */
  const saved: string[] = [];
  const askForPath = async (name: string): Promise<null> => {
    saved.push(name);
    return null;
  };
  const savedFiles = new SavedFiles({ askForPath, showInFolder: () => undefined });
  connectViews({
    ipcMain: { on: register, handle: register } as unknown as IpcMain,
    createChannel: () => {
      const port1 = new FakePort();
      ports.push(port1);
      return { port1, port2: { of: port1 } } as unknown as MessageChannelMain;
    },
    service: {
      connect: (view) => {
        const connection = {
          request: vi.fn(async (name: unknown) => ({ ok: true, value: name })),
          acknowledgeTrace: vi.fn(),
          close: vi.fn(),
        };
        views.push({ view, connection });
        return connection as unknown as ServiceConnection;
      },
    },
    paths,
    savedFiles,
    contents: () => (hasWindow() ? (contents as unknown as WebContents) : null),
    address,
    onProgress: (fraction) => progress.push(fraction),
    log: { warn },
  });
  const tell = (channel: string, ...words: unknown[]) => listeners.get(channel)?.(event, ...words);
  return {
    tell,
    event,
    contents,
    frame,
    ports,
    views,
    progress,
    warn,
    paths,
    saved,
    connect: () => tell(ipcChannels.connect),
  };
}

const refused = { ok: false, fault: { code: "bad-request", message: expect.any(String) } };

describe("the transport of Electron's shell", () => {
  it("gives a page that connects the other end of its trace port", () => {
    const { connect, frame, ports } = transport();
    connect();
    expect(frame.postMessage).toHaveBeenCalledWith(ipcChannels.tracePort, null, [{ of: ports[0] }]);
    expect(ports[0]?.start).toHaveBeenCalled();
  });

  it("passes requests, events and acknowledgements on", async () => {
    const { connect, tell, views, ports, contents } = transport();
    connect();
    expect(await tell(ipcChannels.request, "app.info", { a: 1 })).toEqual({ ok: true, value: "app.info" });
    expect(views[0]?.connection.request).toHaveBeenCalledWith("app.info", { a: 1 });
    views[0]?.view.event({ event: "datasets", datasets: [] });
    expect(contents.send).toHaveBeenCalledWith(ipcChannels.event, { event: "datasets", datasets: [] });
    ports[0]?.emit("message", { data: { runId: "1", offset: 5 } });
    expect(views[0]?.connection.acknowledgeTrace).toHaveBeenCalledWith({ runId: "1", offset: 5 });
  });

  it("posts a stretch of trace with no more memory behind it than its bytes", () => {
    const { connect, views, ports } = transport();
    connect();
    const block = new Uint8Array(1_000).fill(7);
    views[0]?.view.trace({ runId: "1", offset: 3, bytes: block.subarray(100, 110) });
    views[0]?.view.trace({ runId: "1", offset: 13, bytes: block });
    const [part, whole] = (ports[0]?.posted ?? []) as { offset: number; bytes: Uint8Array }[];
    expect(part).toEqual({ runId: "1", offset: 3, bytes: new Uint8Array(10).fill(7) });
    expect(part?.bytes.buffer.byteLength).toBe(10);
    expect(whole?.bytes).toBe(block);
  });

  it("ends the former connection when a page connects anew", () => {
    const { connect, views, ports } = transport();
    connect();
    connect();
    expect(views.map(({ connection }) => connection.close.mock.calls.length)).toEqual([1, 0]);
    expect(ports[0]?.close).toHaveBeenCalled();
  });

  it("ends a connection with the page, and refuses requests until the next", async () => {
    const { connect, tell, views, ports, contents } = transport();
    connect();
    ports[0]?.emit("close");
    expect(views[0]?.connection.close).toHaveBeenCalledTimes(1);
    expect(await tell(ipcChannels.request, "app.info", {})).toEqual(refused);
    views[0]?.view.event({ event: "datasets", datasets: [] });
    views[0]?.view.trace({ runId: "1", offset: 0, bytes: new Uint8Array(1) });
    expect(contents.send).not.toHaveBeenCalled();
    expect(ports[0]?.posted).toEqual([]);
    connect();
    expect(await tell(ipcChannels.request, "app.info", {})).toMatchObject({ ok: true });
  });

  it("keeps the new connection when the end of the former one is told late", async () => {
    const { connect, tell, ports } = transport();
    connect();
    connect();
    ports[0]?.emit("close");
    expect(await tell(ipcChannels.request, "app.info", {})).toMatchObject({ ok: true });
  });

  it("refuses a request before the page connected", async () => {
    const { tell, views } = transport();
    expect(await tell(ipcChannels.request, "app.info", {})).toEqual(refused);
    expect(views).toEqual([]);
  });

  it("answers nobody but the page, and the log says who asked", async () => {
    const { connect, tell, event, frame, views, progress, saved, warn } = transport();
    connect();
    frame.url = "https://x.example/";
    expect(await tell(ipcChannels.request, "app.info", {})).toEqual(refused);
    tell(ipcChannels.connect);
    tell(ipcChannels.progress, 0.5);
    expect(await tell(ipcChannels.saveFile, "result.csv", "a")).toEqual(refused);
    expect(await tell(ipcChannels.chooseNewPath, "images-filtered")).toEqual(refused);
    tell(ipcChannels.showSavedFile, "/etc/passwd");
    expect(warn).toHaveBeenCalledTimes(6);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("https://x.example/"));
    event.senderFrame = null;
    expect(await tell(ipcChannels.request, "app.info", {})).toEqual(refused);
    tell(ipcChannels.connect);
    expect(views.length).toBe(1);
    expect(views[0]?.connection.request).not.toHaveBeenCalled();
    expect([progress, saved]).toEqual([[], []]);
  });

  it("lets the page save a file, and ask for a place", async () => {
    const { tell, saved } = transport();
    expect(await tell(ipcChannels.saveFile, "result.csv", "a")).toEqual({ ok: true, value: null });
    expect(await tell(ipcChannels.chooseNewPath, "images-filtered")).toEqual({ ok: true, value: null });
    expect(saved).toEqual(["result.csv", "images-filtered"]);
  });

  it("is silent about the empty document that a window holds first", () => {
    const { connect, frame, views, warn } = transport();
    frame.url = "";
    connect();
    expect([views.length, warn.mock.calls.length]).toEqual([0, 0]);
  });

  it("is silent about what a page says while its window goes away, and refuses it", async () => {
    let open = true;
    const { connect, tell, views, progress, warn } = transport({ hasWindow: () => open });
    connect();
    open = false;
    tell(ipcChannels.progress, 0.5);
    expect(await tell(ipcChannels.request, "app.info", {})).toEqual(refused);
    expect([progress, views[0]?.connection.request.mock.calls, warn.mock.calls]).toEqual([[], [], []]);
  });

  it("passes fractions on as progress, and that there is none, but nothing else", () => {
    const { tell, progress } = transport();
    for (const value of [0, 0.25, 1, null, -0.1, 1.1, Number.NaN, "0.5", undefined, {}]) {
      tell(ipcChannels.progress, value);
    }
    expect(progress).toEqual([0, 0.25, 1, null]);
  });

  it("hands files that the user named to the page, those from before too, and keeps them while it is gone", () => {
    const { connect, paths, contents, ports } = transport();
    paths.add(["/early"]);
    expect(contents.send).not.toHaveBeenCalled();
    connect();
    paths.add(["/now"]);
    ports[0]?.emit("close");
    paths.add(["/while-gone"]);
    expect(contents.send.mock.calls).toEqual([
      [ipcChannels.openPaths, ["/early"]],
      [ipcChannels.openPaths, ["/now"]],
    ]);
    connect();
    expect(contents.send).toHaveBeenLastCalledWith(ipcChannels.openPaths, ["/while-gone"]);
  });
});
