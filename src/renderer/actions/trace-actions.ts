import { afterNextFrame } from "../after-next-frame";
import type { Session } from "../engine/session";
import { formatEvents } from "../format";
import { giveAwayOnce } from "../give-away";
import { dismissFailures, notifyFailure } from "../notify";
import { announce } from "../stores/app-store";
import { useLayoutStore } from "../stores/layout-store";
import { newTraceStore } from "../stores/memory-store";
import { useRunStore } from "../stores/run-store";
import { themeName, useThemeStore } from "../stores/theme-store";
import { openTraceById, updateOpenTrace, useTraceFileStore } from "../stores/trace-file-store";
import { traceGrew, useTraceViewStore } from "../stores/trace-view-store";
import { darkTheme, lightTheme, rehearsal } from "../timeline";
import { type ByteSource, type HostFile, readBytes } from "../traces/byte-source";
import { isPacked, unpacked } from "../traces/packed-file";
import { headBytes, looksLikeTrace, openingBytes } from "../traces/scan/opening";
import { prepareReaders, rehearseReaders, startReading } from "../traces/trace-readers";
import { IdleWork } from "./idle-work";

/** User Timing marks by which anyone can measure how long opening takes. */
const marks = { open: "trace:open", firstDraw: "trace:first-draw", complete: "trace:complete" } as const;

/** So long after the start, when the user looks around, code is made ready that takes processors for a while. */
const rehearseAfterMs = 2_000;
/** So long after a trace was read the readers for the next one are started: until then it is looked at. */
const nextReadersAfterMs = 3_000;

type NamedSource = File | HostFile;

/** Whether a file goes by a name that traces have. @param name Of a file, or its path. */
export function isTraceName(name: string): boolean {
  return /\.(json|trace)(\.gz)?$/i.test(name);
}

/** What users do with traces of other tools. Failures are shown, not thrown. */
export class TraceActions {
  readonly #session: Session;
  readonly #cancels = new Map<string, () => void>();
  #count = 0;
  /** By it the page gets ready to draw; from the first trace on there is nothing to rehearse. */
  readonly #rehearsal = new IdleWork(() => {
    giveAwayOnce();
    return rehearsal(document, themeName(useThemeStore.getState()) === "dark" ? darkTheme : lightTheme);
  });

  constructor(session: Session) {
    this.#session = session;
  }

  /** A file may be about to come. */
  prepare(): void {
    rehearseReaders();
    this.#rehearsal.goOn();
  }

  /**
   * Gets ready for the next file once nothing else is to be done: starting workers takes longer than reading a small trace, and
   * code that is not compiled yet twice as long as code that is.
   */
  prepareWhenIdle(): void {
    requestIdleCallback(() => {
      prepareReaders();
      // From the first trace on code is warm, and the processors are for reading it and looking at it.
      if (this.#count > 0) return;
      this.#rehearsal.step();
      setTimeout(() => requestIdleCallback(() => this.#prepareUnlessBusy()), rehearseAfterMs);
    });
  }

  /** Processors are for a run, or a trace that is read, not for a file that may never come: one that is dragged prepares too. */
  #prepareUnlessBusy(): void {
    if (this.#count === 0 && useRunStore.getState().runs.length === 0) this.prepare();
  }

  /**
   * Opens a file as a trace, if it is one: its content decides, not its name.
   *
   * @returns Whether it was dealt with; else it is something else, such as a table in JSON.
   */
  async openFile(file: File): Promise<boolean> {
    dismissFailures();
    try {
      return await this.#openIfTrace(file);
    } catch (error) {
      notifyFailure(`${file.name} was not opened`, error);
      return true;
    }
  }

  /**
   * Opens a file of the engine's machine, if it is a trace by its content.
   *
   * @returns Whether it is one.
   * @throws {FaultError} `dataset-missing` and others, see `files.open`. @throws {Error} When it cannot be read.
   */
  async openPath(path: string): Promise<boolean> {
    const { modifiedMs, ...file } = await this.#session.client.request("files.open", { path });
    return this.#openIfTrace({ ...file, lastModified: Math.floor(modifiedMs) });
  }

  show(id: string): void {
    const trace = openTraceById(id);
    if (trace !== undefined) this.#session.showTrace(id, trace.store);
  }

  /** Ends the reading; what was read stays. */
  cancel(id: string): void {
    this.#cancels.get(id)?.();
    this.#cancels.delete(id);
    const trace = openTraceById(id);
    if (trace?.state !== "reading") return;
    updateOpenTrace(id, { state: "cancelled" });
    announce(`Reading ${trace.name} was cancelled.`);
  }

  remove(id: string): void {
    this.cancel(id);
    const name = openTraceById(id)?.name;
    useTraceFileStore.setState(({ traces }) => ({ traces: traces.filter((trace) => trace.id !== id) }));
    const { page, shownTraceId } = useLayoutStore.getState();
    if (shownTraceId === id) {
      useLayoutStore.setState({ shownTraceId: null, page: page === "trace" ? "start" : page });
      if (useTraceViewStore.getState().runId === id) this.#session.showNothing();
    }
    if (name !== undefined) announce(`${name} removed.`);
  }

  async #openIfTrace(file: NamedSource): Promise<boolean> {
    performance.mark(marks.open);
    prepareReaders();
    const head = await readBytes(file, 0, headBytes);
    const packed = isPacked(head);
    const { bytes, damage } = packed ? await unpackedOpening(file) : { bytes: head, damage: "" };
    const isTrace =
      looksLikeTrace(bytes) ||
      (!packed && head.length < file.size && looksLikeTrace(await readBytes(file, 0, openingBytes)));
    if (isTrace) this.#open(file, packed, head);
    else if (damage !== "") {
      throw new Error(`The compressed file ends or is damaged before any event (${damage}). Record or copy it again.`);
    }
    return isTrace;
  }

  #open(file: NamedSource, packed: boolean, head: Uint8Array): void {
    const id = `trace-${++this.#count}`;
    this.#rehearsal.end();
    const store = newTraceStore();
    const startMs = performance.now();
    const trace = { file, isPacked: packed };
    useTraceFileStore.setState(({ traces }) => ({
      traces: [
        ...traces,
        {
          id,
          name: file.name,
          marksKey: `${file.name}@${file.size}@${file.lastModified}`,
          file: trace,
          path: "fileId" in file ? file.path : this.#session.client.pathOf(file),
          store,
          state: "reading",
          isDrawn: false,
          bytes: 0,
          events: 0,
          tookMs: 0,
          problem: null,
          remarks: { unshown: 0, unmatchedEnds: 0, unended: 0, backwards: 0 },
          borders: [],
          failure: "",
        },
      ],
    }));
    this.show(id);
    const tookMs = (): number => performance.now() - startMs;
    let isDrawn = false;
    const grow = (): void => {
      if (useTraceViewStore.getState().runId === id) traceGrew();
    };
    const reading = startReading(trace, head, {
      chunk: (chunk) => {
        store.take(chunk);
        grow();
        if (isDrawn || (chunk.slices.length === 0 && chunk.counters.length === 0)) return;
        isDrawn = true;
        afterNextFrame(() => {
          performance.mark(marks.firstDraw);
          reading.drawn();
          updateOpenTrace(id, { isDrawn: true });
        });
      },
      progress: ({ bytes, events }) => updateOpenTrace(id, { bytes, events, tookMs: tookMs() }),
      done: ({ bytes, events, problem, remarks, borders }) => {
        this.#cancels.delete(id);
        updateOpenTrace(id, {
          state: problem === null ? "done" : "failed",
          bytes,
          events,
          problem,
          remarks,
          borders,
          tookMs: tookMs(),
        });
        grow();
        afterNextFrame(() => performance.mark(marks.complete));
        setTimeout(() => this.prepareWhenIdle(), nextReadersAfterMs);
        announce(`${file.name}: ${formatEvents(events)}${problem === null ? "" : ", but the file is damaged"}.`);
      },
      failed: (failure) => {
        this.#cancels.delete(id);
        updateOpenTrace(id, { state: "failed", failure, tookMs: tookMs() });
        announce(`${file.name} could not be read: ${failure}.`);
      },
    });
    this.#cancels.set(id, () => reading.end());
  }
}

/** @returns The first bytes of what is in a compressed file, and why there are not more; empty where there are. */
async function unpackedOpening(file: ByteSource): Promise<{ readonly bytes: Uint8Array; readonly damage: string }> {
  const opening = new Uint8Array(openingBytes);
  let length = 0;
  let damage = "";
  const content = unpacked(file, (message) => {
    damage = message;
  });
  for await (const part of content) {
    const taken = part.subarray(0, openingBytes - length);
    opening.set(taken, length);
    length += taken.length;
    if (length === openingBytes) break;
  }
  return { bytes: opening.subarray(0, length), damage };
}
