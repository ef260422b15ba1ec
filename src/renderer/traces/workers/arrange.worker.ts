import type { TraceChunk } from "../../timeline/store/chunk";
import { readTrace } from "../read-trace";
import { rehearseReading } from "../rehearsal";
import type { ArrangeAnswer, ArrangeRequest } from "./messages";
import { RemoteScanner } from "./remote-scanner";

/** So many chunks may be on their way to the page: more would only wait there. */
const chunksUnderWay = 2;
const progressEveryMs = 250;
/** The page is not waited for longer: it draws nothing while it is out of sight. */
const aloneMs = 250;

// The types here are those of a page, whose `postMessage` names an origin.
const post = (answer: ArrangeAnswer, transfer: Transferable[] = []): void => self.postMessage(answer, { transfer });

let ports: readonly MessagePort[] = [];
let isOpen = false;
let underWay = 0;
let goOn: () => void = () => undefined;
let progressMs = Number.NEGATIVE_INFINITY;
let drawn: () => void = () => undefined;
const alone = new Promise<void>((resolve) => {
  drawn = resolve;
});

async function open({ trace, head }: Extract<ArrangeRequest, { kind: "open" }>): Promise<void> {
  isOpen = true;
  setTimeout(drawn, aloneMs);
  const scanners = ports.map((port) => new RemoteScanner(port, trace.file));
  const taker = {
    get isFree() {
      return underWay < chunksUnderWay;
    },
    take(chunk: TraceChunk) {
      underWay++;
      post({ kind: "chunk", chunk }, buffersOf(chunk));
    },
    free() {
      return taker.isFree
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            goOn = resolve;
          });
    },
    progress(progress: { readonly bytes: number; readonly events: number }) {
      const nowMs = performance.now();
      if (nowMs - progressMs < progressEveryMs) return;
      progressMs = nowMs;
      post({ kind: "progress", progress });
    },
  };
  try {
    const outcome = await readTrace(trace, scanners, taker, { head, alone });
    post({ kind: "done", outcome });
  } catch (error) {
    post({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function buffersOf({ slices, counters, instants, flows }: TraceChunk): Transferable[] {
  const arrays = [
    ...slices.flatMap(({ start, end, category, name, place, parent }) => [start, end, category, name, place, parent]),
    ...counters.flatMap(({ time, value }) => [time, value]),
    ...instants.flatMap(({ time, name, place }) => [time, name, place]),
    ...flows.flatMap(({ time, flow }) => [time, flow]),
  ];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}

self.addEventListener("message", ({ data }: MessageEvent<ArrangeRequest>) => {
  if (data.kind === "scanners") ports = data.ports;
  else if (data.kind === "rehearse") void rehearseReading(() => isOpen);
  else if (data.kind === "open") void open(data);
  else if (data.kind === "drawn") drawn();
  else {
    underWay--;
    goOn();
  }
});
