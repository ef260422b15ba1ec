import type { IpcMain, MessageChannelMain, MessagePortMain, WebContents } from "electron";
import type { Service, ServiceConnection, ServiceLog } from "../engine/service/types";
import type { TraceMessage } from "../shared/contract/events";
import { ipcChannels } from "../shared/contract/ipc-channels";
import type { Outcome } from "../shared/fault";
import { isOwnPage, type Sender } from "./guards";
import type { OpenPaths } from "./open-paths";
import type { SavedFiles } from "./saved-files";

export interface ViewTransportOptions {
  readonly ipcMain: Pick<IpcMain, "on" | "handle">;
  readonly createChannel: () => MessageChannelMain;
  readonly service: Pick<Service, "connect">;
  /** Files that the user opens outside the page; the page opens them as it does those that are dropped on it. */
  readonly paths: OpenPaths;
  readonly savedFiles: SavedFiles;
  /** The one window's contents; null while there is none. */
  readonly contents: () => WebContents | null;
  /** Where the page comes from. */
  readonly address: string;
  /** 0..1, or null for none. */
  readonly onProgress: (fraction: number | null) => void;
  readonly log: Pick<ServiceLog, "warn">;
}

/**
 * Connects the window's page to the service: requests and events over IPC, the trace over a port of its own. A page that
 * is loaded anew connects anew; a connection ends with the page, which the port tells.
 */
export function connectViews(options: ViewTransportOptions): void {
  const { ipcMain, paths, log } = options;
  let view: View | null = null;
  const isTrusted = (event: Sender, channel: string): boolean => {
    const contents = options.contents();
    // The window is going away with what its page still had to say.
    if (contents === null) return false;
    if (isOwnPage(event, contents, options.address)) return true;
    // The empty document that a window holds before its page is loaded runs the preload too; it gets no answer either.
    const from = event.senderFrame?.url ?? "a frame that is gone";
    if (from !== "") log.warn(`a message on ${channel} from ${from} was refused`);
    return false;
  };

  ipcMain.on(ipcChannels.connect, (event) => {
    const contents = options.contents();
    if (contents === null || event.senderFrame === null || !isTrusted(event, ipcChannels.connect)) return;
    view?.close();
    const { port1, port2 } = options.createChannel();
    const opened = new View(options.service, contents, port1);
    view = opened;
    event.senderFrame.postMessage(ipcChannels.tracePort, null, [port2]);
    port1.once("close", () => {
      opened.close();
      if (view !== opened) return;
      view = null;
      paths.deliverTo(null);
    });
    paths.deliverTo((named) => contents.send(ipcChannels.openPaths, named));
  });

  ipcMain.handle(ipcChannels.request, async (event, name: unknown, input: unknown): Promise<Outcome<unknown>> => {
    if (!isTrusted(event, ipcChannels.request)) return refusal("Only Lanescope's own page may ask for something.");
    if (view === null) return refusal("The page asked for something before it connected.");
    return view.connection.request(name, input);
  });

  ipcMain.handle(ipcChannels.saveFile, async (event, name: unknown, text: unknown): Promise<Outcome<unknown>> => {
    if (!isTrusted(event, ipcChannels.saveFile)) return refusal("Only Lanescope's own page may save something.");
    return options.savedFiles.save(name, text);
  });

  ipcMain.handle(ipcChannels.chooseNewPath, async (event, name: unknown): Promise<Outcome<unknown>> => {
    if (!isTrusted(event, ipcChannels.chooseNewPath)) return refusal("Only Lanescope's own page may ask for a place.");
    return options.savedFiles.choose(name);
  });

  ipcMain.on(ipcChannels.showSavedFile, (event, path: unknown) => {
    if (isTrusted(event, ipcChannels.showSavedFile)) options.savedFiles.show(path);
  });

  ipcMain.on(ipcChannels.progress, (event, fraction: unknown) => {
    if (!isTrusted(event, ipcChannels.progress)) return;
    if (fraction === null || (typeof fraction === "number" && fraction >= 0 && fraction <= 1)) {
      options.onProgress(fraction);
    }
  });
}

function refusal(message: string): Outcome<never> {
  return { ok: false, fault: { code: "bad-request", message } };
}

class View {
  readonly connection: ServiceConnection;
  readonly #port: MessagePortMain;
  #open = true;

  constructor(service: Pick<Service, "connect">, contents: WebContents, port: MessagePortMain) {
    this.#port = port;
    this.connection = service.connect({
      event: (event) => {
        if (this.#open && !contents.isDestroyed()) contents.send(ipcChannels.event, event);
      },
      trace: (message) => {
        if (this.#open) port.postMessage(compact(message));
      },
    });
    port.on("message", ({ data }) => this.connection.acknowledgeTrace(data));
    port.start();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.connection.close();
    this.#port.close();
  }
}

/** Sending a view clones its whole backing store: gives it one of its own size. */
function compact(message: TraceMessage): TraceMessage {
  const { bytes } = message;
  return bytes.byteLength === bytes.buffer.byteLength ? message : { ...message, bytes: new Uint8Array(bytes) };
}
