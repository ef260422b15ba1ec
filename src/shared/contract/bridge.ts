import { z } from "zod";
import type { Outcome } from "../fault";
import type { TraceAcknowledgement, TraceMessage } from "./events";
import type { RequestInput, RequestName } from "./requests";

/** A text that is to become a file. */
export interface NewFile {
  /** What it is called, unless the user says otherwise. */
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** What a browser sends to the host: a file, or a folder as one stream (see `folderParameter`). */
export interface NewUpload {
  readonly name: string;
  readonly content: Blob;
  readonly isFolder: boolean;
}

/** Where a file was saved, null where a browser does not tell; null as a whole where the user decided against it. */
export const savedFileSchema = z.object({ path: z.string().nullable() }).nullable();
export type SavedFile = z.output<typeof savedFileSchema>;

/**
 * What a shell gives the renderer, whatever the transport. In Electron the preload exposes it as `window.lanescope`;
 * in a browser the renderer builds it over HTTP and WebSocket. What comes out is not trusted: the renderer parses it.
 */
export interface Bridge {
  readonly shell: "electron" | "web";
  /** @returns An `Outcome` whose value still has to be parsed with the request's output schema. */
  request<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<Outcome<unknown>>;
  /** Calls back with every event, unparsed. @returns A function that ends it. */
  onEvent(listener: (event: unknown) => void): () => void;
  /** Calls back with every stretch of the followed trace. @returns A function that ends it. */
  onTrace(listener: (message: TraceMessage) => void): () => void;
  acknowledgeTrace(acknowledgement: TraceAcknowledgement): void;
  /** Calls back whenever the connection is lost or regained; Electron's never is. @returns A function that ends it. */
  onConnection(listener: (connected: boolean) => void): () => void;
  /**
   * Calls back with the paths of files that the user opened outside the page: on the command line, in the menu, from a
   * file manager, in the address of a web host. The first listener gets those that came before it. @returns A function that
   * ends it.
   */
  onOpenPaths(listener: (paths: readonly string[]) => void): () => void;
  /**
   * The dropped or chosen file's path on the engine's machine; null where a browser does not tell it, then
   * `uploadFile` brings its content.
   */
  pathOf(file: File): string | null;
  /**
   * Streams a file or folder to the host's temporary store and opens it as a dataset; only where `pathOf` gives null.
   *
   * @param onProgress Bytes sent so far.
   * @returns An `Outcome` whose value still has to be parsed as a dataset.
   */
  uploadFile(
    upload: NewUpload,
    onProgress: (sentBytes: number) => void,
    signal: AbortSignal,
  ): Promise<Outcome<unknown>>;
  /**
   * Saves a file where the user says, or where a browser keeps what it downloads.
   *
   * @returns An `Outcome` whose value still has to be parsed with `savedFileSchema`.
   */
  saveFile(file: NewFile): Promise<Outcome<unknown>>;
  /**
   * Asks where something new is to be written, such as a folder of images; writes nothing. A browser knows no places on the
   * host's disk: it has none to name, and users write a path.
   *
   * @returns An `Outcome` whose value still has to be parsed with `savedFileSchema`.
   */
  chooseNewPath(name: string): Promise<Outcome<unknown>>;
  /** Shows a saved file in the system's file manager; a browser knows none. */
  showSavedFile(path: string): void;
  /** Shows progress where the platform can (taskbar); 0..1, or null for none. */
  setProgress(fraction: number | null): void;
}

/** What Electron's preload exposes: no uploads, since it knows paths and an abort signal cannot pass it. */
export type PreloadBridge = Omit<Bridge, "uploadFile">;
