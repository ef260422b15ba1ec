import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of messages after which those that nobody uses any more are freed. */
const everyBytes = 8 * 1024 * 1024;

/** Electron's own threads do not know `process.versions.electron`, but V8's version tells. */
const isElectron = process.versions.v8.includes("-electron");

/** Collects young garbage; undefined until it is first needed. */
let collect: ((options: { type: "minor" }) => void) | undefined;

/**
 * Frees the buffers of messages that are done with, after every 8 MB of them.
 *
 * V8 counts a buffer as a small object and lets 64 MB of dead ones pile up in each isolate; the parent has two that pass on
 * large results. A minor collection takes 0.3 ms and keeps its memory flat. Electron allows no change of V8's options once
 * it runs, and has no such limit to keep.
 */
export class MessageBuffers {
  #passed = 0;

  /** So many bytes of messages are done with. */
  passed(bytes: number): void {
    this.#passed += bytes;
    if (this.#passed < everyBytes || isElectron) return;
    this.#passed = 0;
    if (collect === undefined) {
      setFlagsFromString("--expose-gc");
      collect = runInNewContext("gc") as NonNullable<typeof collect>;
    }
    collect({ type: "minor" });
  }
}
