import { beforeEach, describe, expect, it, vi } from "vitest";
import type { PreloadBridge } from "../../../src/shared/contract/bridge";
import { ipcChannels } from "../../../src/shared/contract/ipc-channels";

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn() },
  ipcRenderer: { on: vi.fn(), send: vi.fn(), invoke: vi.fn() },
  webUtils: undefined as { getPathForFile(file: unknown): string } | undefined,
}));
vi.mock("electron", () => electron);

/** Loads the preload anew. */
async function load() {
  vi.resetModules();
  await import("../../../src/preload/index");
  const [[name, bridge]] = electron.contextBridge.exposeInMainWorld.mock.calls as [[string, PreloadBridge]];
  const tell = (channel: string, event: unknown, ...words: unknown[]): void => {
    for (const [heard, listener] of electron.ipcRenderer.on.mock.calls)
      if (heard === channel) listener(event, ...words);
  };
  return { name, bridge, tell };
}

beforeEach(() => {
  vi.clearAllMocks();
  electron.webUtils = undefined;
});

describe("the preload", () => {
  it("connects, and exposes one bridge and nothing else", async () => {
    const { name, bridge } = await load();
    expect(electron.contextBridge.exposeInMainWorld).toHaveBeenCalledTimes(1);
    expect([name, bridge.shell]).toEqual(["lanescope", "electron"]);
    expect(electron.ipcRenderer.send.mock.calls).toEqual([[ipcChannels.connect]]);
  });

  it("takes a trace port, and posts acknowledgements there", async () => {
    const { bridge, tell } = await load();
    // Before the port is there, there is nothing to acknowledge.
    bridge.acknowledgeTrace({ runId: "1", offset: 1 });
    const port = { postMessage: vi.fn(), onmessage: (_event: { data: unknown }): void => undefined };
    tell(ipcChannels.tracePort, { ports: [port] });
    const taken: unknown[] = [];
    const leave = bridge.onTrace((message) => taken.push(message));
    port.onmessage({ data: "first" });
    leave();
    port.onmessage({ data: "second" });
    expect(taken).toEqual(["first"]);
    bridge.acknowledgeTrace({ runId: "1", offset: 2 });
    expect(port.postMessage.mock.calls).toEqual([[{ runId: "1", offset: 2 }]]);
  });

  it("keeps files that were named before anybody listened, for the first who does", async () => {
    const { bridge, tell } = await load();
    tell(ipcChannels.openPaths, {}, ["/a"]);
    tell(ipcChannels.openPaths, {}, ["/b"]);
    const [first, second]: (readonly string[])[][] = [[], []];
    bridge.onOpenPaths((paths) => first?.push(paths));
    bridge.onOpenPaths((paths) => second?.push(paths));
    tell(ipcChannels.openPaths, {}, ["/c"]);
    expect(first).toEqual([["/a", "/b"], ["/c"]]);
    expect(second).toEqual([["/c"]]);
  });

  it("hands requests and progress over under their channels only", async () => {
    electron.ipcRenderer.invoke.mockResolvedValue({ ok: true, value: 1 });
    const { bridge } = await load();
    expect(await bridge.request("app.info", {})).toEqual({ ok: true, value: 1 });
    expect(electron.ipcRenderer.invoke.mock.calls).toEqual([[ipcChannels.request, "app.info", {}]]);
    await bridge.saveFile({ name: "a.csv", mediaType: "text/csv", text: "a" });
    expect(electron.ipcRenderer.invoke).toHaveBeenLastCalledWith(ipcChannels.saveFile, "a.csv", "a");
    await bridge.chooseNewPath("a-filtered");
    expect(electron.ipcRenderer.invoke).toHaveBeenLastCalledWith(ipcChannels.chooseNewPath, "a-filtered");
    bridge.showSavedFile("/data/a.csv");
    expect(electron.ipcRenderer.send).toHaveBeenLastCalledWith(ipcChannels.showSavedFile, "/data/a.csv");
    bridge.setProgress(0.5);
    expect(electron.ipcRenderer.send).toHaveBeenLastCalledWith(ipcChannels.progress, 0.5);
  });
});

// Only newer versions of Electron run the first of these in the app itself.
describe("the path of a dropped file", () => {
  it("comes from `webUtils`, from Electron 29 on", async () => {
    electron.webUtils = { getPathForFile: (file) => (file as { name: string }).name && "/data/a.csv" };
    const { bridge } = await load();
    expect(bridge.pathOf({ name: "a.csv", path: "/not/this" } as unknown as File)).toBe("/data/a.csv");
  });

  it("comes from the file itself, before Electron 29", async () => {
    const { bridge } = await load();
    expect(bridge.pathOf({ name: "a.csv", path: "/data/a.csv" } as unknown as File)).toBe("/data/a.csv");
  });

  it("is null for a file that is on no disk", async () => {
    expect((await load()).bridge.pathOf({ name: "a.csv", path: "" } as unknown as File)).toBeNull();
    vi.clearAllMocks();
    electron.webUtils = { getPathForFile: () => "" };
    expect((await load()).bridge.pathOf({ name: "a.csv" } as unknown as File)).toBeNull();
  });
});
