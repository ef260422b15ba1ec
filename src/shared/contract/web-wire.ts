/**
 * What the web host and the page say to each other: JSON texts for everything but the trace, which comes in binary
 * frames.
 */
import { z } from "zod";
import type { Outcome } from "../fault";
import type { TraceMessage } from "./events";

/** Where the page's WebSocket connects. */
export const socketPath = "/socket";

/** Where files are sent: `PUT /upload?name=NAME`, answered with an `Outcome` whose value is a dataset. */
export const uploadPath = "/upload";

/** The query parameter of an upload that is a folder: a line `[[path, bytes], …]`, and behind it the files' contents. */
export const folderParameter = "folder";

/** The query parameter of the printed address that carries the token. */
export const tokenParameter = "token";

/** The query parameter, any number of times, that names a file of the host's machine for the page to open. */
export const openParameter = "open";

/** Bytes of one JSON text from the page; the host closes the connection on a longer one. */
export const maxClientTextBytes = 1024 * 1024;

/** From the page to the host. What is in `input` and the acknowledgement is for the service to parse. */
export const clientMessageSchema = z.union([
  z.tuple([z.literal("request"), z.number().int().nonnegative(), z.string().max(100), z.unknown()]),
  z.tuple([z.literal("acknowledge"), z.unknown()]),
]);
export type ClientMessage = z.output<typeof clientMessageSchema>;

/** From the host to the page. */
export type HostMessage =
  /** The answer to the request of that number. */
  readonly ["outcome", number, Outcome<unknown>] | readonly ["event", unknown];

/** Uint32 length of the run's id in UTF-8 bytes, Float64 offset; little-endian. The id follows, then the trace. */
const traceHeaderBytes = 12;

export function encodeTraceFrame(message: TraceMessage): Uint8Array<ArrayBuffer> {
  const runId = new TextEncoder().encode(message.runId);
  const frame = new Uint8Array(traceHeaderBytes + runId.byteLength + message.bytes.byteLength);
  const view = new DataView(frame.buffer);
  view.setUint32(0, runId.byteLength, true);
  view.setFloat64(4, message.offset, true);
  frame.set(runId, traceHeaderBytes);
  frame.set(message.bytes, traceHeaderBytes + runId.byteLength);
  return frame;
}

/**
 * @returns The message; its bytes are a view of `frame`.
 * @throws {RangeError} When the frame is shorter than its header says.
 */
export function decodeTraceFrame(frame: ArrayBuffer): TraceMessage {
  const view = new DataView(frame);
  const idBytes = view.getUint32(0, true);
  const runId = new TextDecoder().decode(new Uint8Array(frame, traceHeaderBytes, idBytes));
  return { runId, offset: view.getFloat64(4, true), bytes: new Uint8Array(frame, traceHeaderBytes + idBytes) };
}
