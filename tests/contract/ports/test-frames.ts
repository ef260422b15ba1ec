/** What the cases and the worker under test say to each other. Ports carry frames without a look at them. */
import type { HostFrame, WorkerFrame } from "../../../src/engine/protocol/frames";

export type Command =
  /** Asks for an `echo` with the same values. */
  | { readonly type: "echo"; readonly id: number; readonly values: unknown }
  | { readonly type: "describe" }
  | { readonly type: "hand-over"; readonly bytes: number }
  | { readonly type: "print"; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** Says `spinning` and never comes back. */
  | { readonly type: "spin" }
  | { readonly type: "throw"; readonly message: string }
  /** Ends as user code would, past the channel. */
  | { readonly type: "exit-process"; readonly code: number; readonly print: string }
  /** Ends by the channel, right after so many frames and characters. */
  | {
      readonly type: "exit";
      readonly code: number;
      readonly frames?: number;
      readonly bytes?: number;
      readonly print?: string;
    }
  /** Starts a process that keeps this one's standard output open. */
  | { readonly type: "lend-output" }
  /** To `nested-entry` only: runs a case of the suite on threads of its own. */
  | { readonly type: "run-case"; readonly name: string };

export type ReplyBody =
  | { readonly type: "started" }
  | { readonly type: "echo"; readonly id: number; readonly values: unknown }
  | { readonly type: "description"; readonly pid: number; readonly knowsStartFacts: boolean }
  | { readonly type: "handed-over"; readonly buffer: ArrayBuffer; readonly left: number }
  | { readonly type: "spinning" }
  | { readonly type: "last"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: "lent"; readonly pid: number }
  /** Null when it passed. */
  | { readonly type: "case-done"; readonly error: string | null };

export type Reply = ReplyBody & { readonly generation: number };

/** The only casts: to the frames of the product, which these stand for. */
export const hostFrame = (command: Command, generation: number): HostFrame =>
  ({ ...command, generation }) as unknown as HostFrame;
export const commandOf = (frame: HostFrame): Command => frame as unknown as Command;
export const workerFrame = (reply: Reply): WorkerFrame => reply as unknown as WorkerFrame;
export const replyOf = (frame: WorkerFrame): Reply => frame as unknown as Reply;

/** Bytes that differ from their neighbours, so that a lost, swapped or repeated piece shows. */
export function pattern(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 31) ^ (index >>> 8) ^ (index >>> 16);
  return bytes;
}
