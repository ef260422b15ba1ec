import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DatasetActions } from "../../../src/renderer/actions/dataset-actions";
import { filesInFolder } from "../../../src/renderer/actions/folder-files";
import { uploadFile } from "../../../src/renderer/bridge/upload";
import { EngineClient } from "../../../src/renderer/engine/client";
import { toasts } from "../../../src/renderer/notify";
import { useAppStore } from "../../../src/renderer/stores/app-store";
import { dataset, FakeBridge, workloads } from "./fake-bridge";
import { resetStores } from "./support";

const denied = new DOMException("Permission denied", "NotReadableError");

function fileAt(path: string, canBeRead = true): File {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const file = new File([`in ${name}`], name);
  Object.defineProperty(file, "webkitRelativePath", { value: path });
  if (!canBeRead) file.slice = () => ({ arrayBuffer: () => Promise.reject(denied) }) as unknown as Blob;
  return file;
}

/** Null where it cannot be read. */
function fileEntry(name: string, file: File | null): FileSystemEntry {
  const read = (done: (file: File) => void, refuse: (reason: unknown) => void): void =>
    file === null ? refuse(denied) : done(file);
  return { name, isDirectory: false, isFile: true, file: read } as unknown as FileSystemEntry;
}

/** Null where it cannot be read. */
function folderEntry(name: string, entries: readonly FileSystemEntry[] | null): FileSystemDirectoryEntry {
  const portions = [entries, []];
  const readEntries = (done: (entries: unknown) => void, refuse: (reason: unknown) => void): void =>
    entries === null ? refuse(denied) : done(portions.shift());
  const entry = { name, isDirectory: true, isFile: false, createReader: () => ({ readEntries }) };
  return entry as unknown as FileSystemDirectoryEntry;
}

describe("a dropped folder", () => {
  it("leaves out what cannot be read, and knows what that was", async () => {
    const folder = folderEntry("photos", [
      fileEntry("a.png", fileAt("photos/a.png")),
      fileEntry("b.png", null),
      folderEntry("secret", null),
    ]);
    const { files, unreadable } = await filesInFolder(folder);
    expect(files.map(({ path }) => path)).toEqual(["a.png"]);
    expect(unreadable).toEqual(["b.png", "secret"]);
  });

  it("that cannot be read at all says why", async () => {
    await expect(filesInFolder(folderEntry("photos", null))).rejects.toBe(denied);
    const nothing = folderEntry("photos", [fileEntry("b.png", null)]);
    await expect(filesInFolder(nothing)).rejects.toThrow("Nothing in it can be read by this user, such as b.png.");
  });
});

describe("a chosen folder that is sent", () => {
  let sent: string[];
  let bridge: FakeBridge;

  beforeEach(() => {
    resetStores();
    vi.restoreAllMocks();
    useAppStore.setState({ workloads });
    sent = [];
    bridge = new FakeBridge();
    bridge.path = null;
    bridge.upload = uploadFile;
    vi.stubGlobal("XMLHttpRequest", FakeRequest);
  });

  afterEach(() => vi.unstubAllGlobals());

  /** Breaks off where `b.png` is among the files, as a browser does that cannot read it. */
  class FakeRequest {
    readonly upload = {};
    responseText = "";
    onerror: (() => void) | null = null;
    onload: (() => void) | null = null;
    readonly open = (): void => undefined;
    readonly setRequestHeader = (): void => undefined;

    async send(content: Blob): Promise<void> {
      const [list = ""] = (await content.text()).split("\n");
      sent.push(list);
      this.responseText = JSON.stringify({ ok: true, value: dataset({ origin: "upload" }) });
      if (list.includes("b.png")) this.onerror?.();
      else this.onload?.();
    }
  }

  it("is sent without a file that cannot be read, and that is told", async () => {
    const told = vi.spyOn(toasts, "add");
    const actions = new DatasetActions(new EngineClient(bridge));
    await actions.openChosenFolder([fileAt("photos/a.png"), fileAt("photos/b.png", false), fileAt("photos/c.png")]);
    expect(sent).toEqual(['[["a.png",8],["b.png",8],["c.png",8]]', '[["a.png",8],["c.png",8]]']);
    expect(told.mock.calls.map(([{ title, description }]) => [title, description])).toEqual([
      ["1 file was left out of photos", "This user may not read b.png."],
    ]);
  });

  it("fails once, where all of it can be read", async () => {
    const told = vi.spyOn(toasts, "add");
    const actions = new DatasetActions(new EngineClient(bridge));
    await actions.openChosenFolder([fileAt("photos/a.png"), fileAt("photos/b.png")]);
    expect(sent).toHaveLength(1);
    expect(told.mock.calls.map(([{ title }]) => title)).toEqual(["photos was not opened"]);
  });
});
