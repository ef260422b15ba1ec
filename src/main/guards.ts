import type { Session, WebContents } from "electron";
import type { ServiceLog } from "../engine/service/types";

/** Of a sender or a target, what tells whether it is our own page. `URL.origin` is "null" for schemes of our own. */
export function hasAddress(address: string, own: string): boolean {
  try {
    const [given, expected] = [new URL(address), new URL(own)];
    return given.protocol === expected.protocol && given.host === expected.host;
  } catch {
    // An address that is none is not ours.
    return false;
  }
}

/** Of an IPC event, what tells who sent it. */
export interface Sender {
  readonly sender: unknown;
  /** Null once the frame is gone (newer versions of Electron). */
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a message comes from the page itself: the window's contents, its top frame, our own address. */
export function isOwnPage({ sender, senderFrame }: Sender, contents: unknown, ownAddress: string): boolean {
  if (sender !== contents || senderFrame === null) return false;
  return senderFrame.parent === null && hasAddress(senderFrame.url, ownAddress);
}

/** Keeps a page where it is: no other address, no window, no embedded page. */
export function confine(contents: WebContents, ownAddress: string, log: ServiceLog): void {
  const stay = (event: { preventDefault(): void }, address: string): void => {
    if (hasAddress(address, ownAddress)) return;
    event.preventDefault();
    log.warn(`navigation to ${address} was blocked`);
  };
  contents.on("will-navigate", (event, address) => stay(event, address));
  contents.on("will-redirect", (event, address) => stay(event, address));
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    log.warn(`a window for ${url} was blocked`);
    return { action: "deny" };
  });
}

/** Denies every permission and every download: what the user saves takes another way. */
export function restrict(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on("will-download", (event) => event.preventDefault());
}
