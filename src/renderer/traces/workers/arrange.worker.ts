import type { TraceChunk } from "../../timeline/store/chunk";
import { readTrace, type TraceFile } from "../read-trace";
import type { ArrangeAnswer, ArrangeRequest } from "./messages";
import { RemoteScanner } from "./remote-scanner";

/** So many chunks may be on their way to the page: more would only wait there. */
const chunksUnderWay = 2;
const progressEveryMs = 100;

// The types here are those of a page, whose `postMessage` names an origin.
const post = (answer: ArrangeAnswer, transfer: Transferable[] = []): void => self.postMessage(answer, { transfer });

let ports: readonly MessagePort[] = [];
let underWay = 0;
let goOn: (() => void) | null = null;
let progressMs = Number.NEGATIVE_INFINITY;

async function open(trace: TraceFile): Promise<void> {
  const scanners = ports.map((port) => new RemoteScanner(port, trace.file));
  try {
    const outcome = await readTrace(trace, scanners, {
      async take(chunk) {
        underWay++;
        post({ kind: "chunk", chunk }, buffersOf(chunk));
        if (underWay < chunksUnderWay) return;
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      },
      progress(progress) {
        const nowMs = performance.now();
        if (nowMs - progressMs < progressEveryMs) return;
        progressMs = nowMs;
        post({ kind: "progress", progress });
      },
    });
    post({ kind: "done", outcome });
  } catch (error) {
    post({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function buffersOf({ slices, counters, instants, flows }: TraceChunk): Transferable[] {
  const arrays = [
    ...slices.flatMap(({ start, end, category, name, place, parent }) => [start, end, category, name, place, parent]),
    ...counters.flatMap(({ time, value }) => [time, value]),
    ...instants.flatMap(({ time, name }) => [time, name]),
    ...flows.flatMap(({ time, flow }) => [time, flow]),
  ];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

self.addEventListener("message", ({ data }: MessageEvent<ArrangeRequest>) => {
  if (data.kind === "scanners") ports = data.ports;
  else if (data.kind === "open") void open(data.trace);
  else {
    underWay--;
    goOn?.();
    goOn = null;
  }
});
