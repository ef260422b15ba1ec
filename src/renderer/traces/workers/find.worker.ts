import { type FindJob, findInFile } from "../find/find-in-file";
import type { FindAnswer } from "./messages";

// The types here are those of a page, whose `postMessage` names an origin.
const post = (answer: FindAnswer, transfer: Transferable[] = []): void => self.postMessage(answer, { transfer });

self.addEventListener(
  "message",
  ({ data }: MessageEvent<FindJob>) => {
    findInFile(data, (places) => post({ kind: "found", places }, [places.buffer as ArrayBuffer])).then(
      () => post({ kind: "done" }),
      (error: unknown) => post({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
  },
  { once: true },
);
