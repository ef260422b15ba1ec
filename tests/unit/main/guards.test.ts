import { EventEmitter } from "node:events";
import type { Session, WebContents } from "electron";
import { describe, expect, it, vi } from "vitest";
import { confine, hasAddress, isOwnPage, restrict } from "../../../src/main/guards";

const own = "lanescope://app/index.html";
const log = () => ({ info: vi.fn(), warn: vi.fn(), error: vi.fn() });

describe("what counts as the app's own address", () => {
  it.each([own, "lanescope://app/other/path?query#fragment"])("is %s", (address) => {
    expect(hasAddress(address, own)).toBe(true);
  });

  it.each([
    "lanescope://elsewhere/index.html",
    "lanescope://app.elsewhere/index.html",
    "lanescope://app:81/index.html",
    "https://app/index.html",
    "file:///app/index.html",
    "about:blank",
    "data:text/html,lanescope://app/",
    "lanescope",
    "",
  ])("is not %s", (address) => {
    expect(hasAddress(address, own)).toBe(false);
  });

  it("tells the ports of a development server apart", () => {
    expect(hasAddress("http://localhost:5173/x", "http://localhost:5173/")).toBe(true);
    expect(hasAddress("http://localhost:5174/", "http://localhost:5173/")).toBe(false);
  });
});

describe("who may ask", () => {
  const contents = {};
  const topFrame = { url: own, parent: null };

  it("is the window's top frame at the app's own address", () => {
    expect(isOwnPage({ sender: contents, senderFrame: topFrame }, contents, own)).toBe(true);
  });

  it.each([
    ["another window", { sender: {}, senderFrame: topFrame }],
    ["a frame within the page", { sender: contents, senderFrame: { url: own, parent: topFrame } }],
    ["another page in the window", { sender: contents, senderFrame: { url: "https://x.example/", parent: null } }],
    ["a document that is not loaded yet", { sender: contents, senderFrame: { url: "", parent: null } }],
    ["a frame that is gone, as newer versions of Electron tell it", { sender: contents, senderFrame: null }],
  ])("is not %s", (_who, sender) => {
    expect(isOwnPage(sender, contents, own)).toBe(false);
  });
});

/** Contents that record their handler for new windows. */
class FakeContents extends EventEmitter {
  openWindow: (details: { url: string }) => { action: string } = () => ({ action: "allow" });

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openWindow = handler;
  }
}

describe("a page that is confined", () => {
  function confined() {
    const contents = new FakeContents();
    const notes = log();
    confine(contents as unknown as WebContents, own, notes);
    const isPrevented = (name: string, ...details: unknown[]): boolean => {
      const event = { preventDefault: vi.fn() };
      contents.emit(name, event, ...details);
      return event.preventDefault.mock.calls.length > 0;
    };
    return { contents, notes, isPrevented };
  }

  it.each(["will-navigate", "will-redirect"])("may not leave by %s, and the log says where to", (name) => {
    const { isPrevented, notes } = confined();
    expect(isPrevented(name, "https://x.example/a")).toBe(true);
    expect(notes.warn).toHaveBeenCalledWith(expect.stringContaining("https://x.example/a"));
    expect(isPrevented(name, "file:///etc/passwd")).toBe(true);
  });

  it("may be loaded again", () => {
    const { isPrevented, notes } = confined();
    expect(isPrevented("will-navigate", own)).toBe(false);
    expect(notes.warn).not.toHaveBeenCalled();
  });

  it("opens no window, not even of its own address", () => {
    const { contents } = confined();
    expect(contents.openWindow({ url: own })).toEqual({ action: "deny" });
    expect(contents.openWindow({ url: "https://x.example/" })).toEqual({ action: "deny" });
  });

  it("embeds no other page", () => {
    expect(confined().isPrevented("will-attach-webview")).toBe(true);
  });
});

/** A session that records its handlers. */
class FakeSession extends EventEmitter {
  request: (contents: unknown, permission: string, decide: (granted: boolean) => void) => void = () => undefined;
  check: (contents: unknown, permission: string) => boolean = () => true;
  device: (details: unknown) => boolean = () => true;

  setPermissionRequestHandler(handler: FakeSession["request"]): void {
    this.request = handler;
  }

  setPermissionCheckHandler(handler: FakeSession["check"]): void {
    this.check = handler;
  }

  setDevicePermissionHandler(handler: FakeSession["device"]): void {
    this.device = handler;
  }
}

describe("a session that is restricted", () => {
  function restricted(): FakeSession {
    const session = new FakeSession();
    restrict(session as unknown as Session);
    return session;
  }

  it("denies every permission, asked or checked, and every device", () => {
    const session = restricted();
    const decide = vi.fn();
    session.request({}, "media", decide);
    expect(decide.mock.calls).toEqual([[false]]);
    expect(session.check({}, "clipboard-read")).toBe(false);
    expect(session.device({})).toBe(false);
  });

  it("denies every download", () => {
    const event = { preventDefault: vi.fn() };
    restricted().emit("will-download", event, { getURL: () => "blob:lanescope://app/0c5d" });
    expect(event.preventDefault).toHaveBeenCalled();
  });
});
