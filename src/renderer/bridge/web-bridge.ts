import type { Bridge, NewFile } from "../../shared/contract/bridge";
import { isViewLink } from "../../shared/contract/view-link";
import { openParameter, socketPath, tokenParameter } from "../../shared/contract/web-wire";
import { uploadFile } from "./upload";
import { WebConnection } from "./web-connection";

/** Builds the bridge to the web host that served this page. */
export function createWebBridge(): Bridge {
  hideToken();
  /** Files to open that nobody has taken yet. */
  const waitingPaths = takePaths();
  const connection = new WebConnection({
    openSocket: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${socketPath}`),
    onRefused: () => void reloadIfShutOut(),
  });
  return {
    shell: "web",
    request: (name, input) => connection.request(name, input),
    onEvent: (listener) => connection.onEvent(listener),
    onTrace: (listener) => connection.onTrace(listener),
    onConnection: (listener) => connection.onConnection(listener),
    onOpenPaths: (listener) => {
      if (waitingPaths.length > 0) listener(waitingPaths.splice(0));
      // A link of this very page: the browser does not load it anew.
      const take = (): void => {
        const paths = takePaths();
        if (paths.length > 0) listener(paths);
      };
      addEventListener("hashchange", take);
      return () => removeEventListener("hashchange", take);
    },
    acknowledgeTrace: (acknowledgement) => connection.acknowledgeTrace(acknowledgement),
    pathOf: () => null,
    uploadFile,
    saveFile: async (file) => {
      download(file);
      return { ok: true, value: { path: null } };
    },
    chooseNewPath: async () => ({ ok: true, value: null }),
    showSavedFile: () => {
      // Only the browser knows where it put the file.
    },
    setProgress: () => {
      // A browser has no taskbar entry of the page's own; its title shows the progress.
    },
  };
}

function download({ name, mediaType, text }: NewFile): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: mediaType }));
  link.download = name;
  link.click();
  // The download has its own hold on the content once the click is handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
}

/** The cookie carries the token from here on: keeps it out of bookmarks, history and screenshots. */
function hideToken(): void {
  const url = new URL(location.href);
  if (!url.searchParams.has(tokenParameter)) return;
  url.searchParams.delete(tokenParameter);
  history.replaceState(history.state, "", url);
}

/** The files and the view that the address names, and takes them out of it: a page that is reloaded does not open them again. */
function takePaths(): string[] {
  const url = new URL(location.href);
  const paths = url.searchParams.getAll(openParameter);
  if (isViewLink(url.href)) paths.push(url.href);
  if (paths.length === 0) return [];
  url.searchParams.delete(openParameter);
  url.hash = "";
  history.replaceState(history.state, "", url);
  return paths;
}

/** A host that was started anew knows this page's cookie no more: its own answer says what to do. */
async function reloadIfShutOut(): Promise<void> {
  try {
    const answer = await fetch("/", { method: "HEAD", cache: "no-store" });
    if (answer.status === 401) location.reload();
  } catch {
    // The host is not there; the connection goes on trying.
  }
}
