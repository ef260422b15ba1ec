import { payloadOf, viewLink } from "../../shared/contract/view-link";
import { currentTimeline } from "../commands/current-timeline";
import { copyText } from "../csv";
import type { Session } from "../engine/session";
import { notify, notifyFailure } from "../notify";
import {
  packSavedView,
  readSavedView,
  type SavedView,
  savedViewEnding,
  unpackSavedView,
  type ViewToSave,
  writeSavedView,
} from "../saved-view";
import { arrangementOf, rearrange, useLaneStore } from "../stores/lane-store";
import { marksOf, newMarkId, putMarks } from "../stores/mark-store";
import { useSearchStore } from "../stores/search-store";
import { openTraceWithKey, runWithKey, type ShownTrace, shownTrace } from "../stores/shown-trace";
import { useTraceFileStore } from "../stores/trace-file-store";
import { useTraceViewStore } from "../stores/trace-view-store";
import type { RunActions } from "./run-actions";
import type { TraceActions } from "./trace-actions";

/** Characters of a link: some programs cut longer ones. */
const longestLink = 32_000;

/** Saves what is shown of a run or a trace, with marks and search, and brings it back. */
export class ViewActions {
  readonly #session: Session;
  readonly #runs: RunActions;
  readonly #traces: TraceActions;
  /** A view whose trace is not open. */
  #waiting: SavedView | null = null;

  constructor(session: Session, runs: RunActions, traces: TraceActions) {
    this.#session = session;
    this.#runs = runs;
    this.#traces = traces;
    useTraceFileStore.subscribe(() => this.#showWaiting());
  }

  async save(): Promise<void> {
    const present = presentView();
    if (present === null) return;
    const name = `${present.shown.fileName}${savedViewEnding}`;
    const text = writeSavedView(present.view);
    await this.#runs.saveText({ name, mediaType: "application/json", text }, "The view");
  }

  /** Puts a link onto the clipboard that brings the view back, with lanes, search and marks. */
  copyLink(): void {
    const present = presentView();
    if (present === null) return;
    const link = viewLink(location.href, packSavedView(present.view));
    if (link.length > longestLink) {
      notify(
        "The link would be too long",
        "It carries all notes and lanes. Save the view and its marks as a file instead.",
      );
    } else if (copyText(link)) {
      notify("A link to this view is on the clipboard", whereLinksGo(this.#session.client.shell));
    } else notifyFailure("The link was not copied", new Error("The clipboard refused it."));
  }

  /** Shows what a file tells of, on its own trace or the one that is shown. Marks that are there stay. */
  async open(file: Pick<File, "name" | "text">): Promise<void> {
    try {
      const saved = readSavedView(await file.text());
      if (await this.#restore(saved)) return;
      const shown = shownTrace();
      if (shown !== null) this.#apply(saved, shown, `${file.name} is shown`);
      else {
        notify(`${file.name} was not opened`, "A view is shown on a run or a trace: bring that onto the screen first.");
      }
    } catch (error) {
      notifyFailure(`${file.name} was not opened`, error);
    }
  }

  /** @throws {Error} Why the link shows nothing. */
  async openLink(link: string): Promise<void> {
    const saved = unpackSavedView(payloadOf(link));
    if (await this.#restore(saved)) return;
    this.#waiting = saved;
    notify(`${saved.trace.title} is not open`, "Open it, and what the link leads to is shown.");
  }

  /** Brings the view's own run or trace onto the screen, and then the view. @returns Whether it is there. */
  async #restore(saved: SavedView): Promise<boolean> {
    const { key, path, title } = saved.trace;
    const trace = openTraceWithKey(key);
    const run = runWithKey(key);
    if (run?.isKept === false) {
      notify(`${title} is no longer kept`, "Only the newest runs of a session keep their timeline.");
      return true;
    }
    if (trace !== undefined) this.#traces.show(trace.id);
    else if (run !== undefined) this.#session.show(run.id);
    else if (path === null || !(await this.#traces.openPath(path))) return false;
    this.#applyOnceRead(saved);
    return true;
  }

  #showWaiting(): void {
    const saved = this.#waiting;
    if (saved === null || openTraceWithKey(saved.trace.key) === undefined) return;
    this.#waiting = null;
    this.#applyOnceRead(saved);
  }

  /** A stretch of time can be shown once the trace reaches so far; until then it is looked at every frame. */
  #applyOnceRead(saved: SavedView): void {
    const target = shownTrace();
    if (target === null) return;
    const look = (): void => {
      const shown = shownTrace();
      // The user went elsewhere.
      if (shown?.id !== target.id) return;
      const { runId, store } = useTraceViewStore.getState();
      const endNs = shown.isRead ? (store?.endNs ?? 0) : saved.trace.endNs;
      const timeline = currentTimeline();
      const isThere = runId === shown.id && store !== null && store.endNs > 0 && timeline?.endNs === store.endNs;
      if (!isThere || store.endNs < endNs) requestAnimationFrame(look);
      // The frame that is to come still fits the view to the whole of the trace.
      else requestAnimationFrame(() => requestAnimationFrame(() => this.#apply(saved, shown, "The view is shown")));
    };
    look();
  }

  #apply(saved: SavedView, shown: ShownTrace, title: string): void {
    const known = marksOf(shown.key);
    const isKnown = (mark: SavedView["marks"][number]): boolean =>
      known.some(({ fromNs, toNs, note }) => fromNs === mark.fromNs && toNs === mark.toNs && note === mark.note);
    const fresh = saved.marks.filter((mark) => !isKnown(mark)).map((mark) => ({ ...mark, id: newMarkId() }));
    putMarks(shown.key, [...known, ...fresh]);
    useSearchStore.setState(saved.search === null ? { open: false } : { open: true, ...saved.search });
    // Lanes of another trace have other numbers: only what is looked for by name can be taken over.
    const own = saved.trace.key === shown.key;
    rearrange(shown.id, (now) => (own ? saved.lanes : { ...now, filter: saved.lanes.filter }));
    currentTimeline()?.showView(saved.view);
    notify(title, own ? undefined : `It was saved from another one, or the file has changed: ${saved.trace.title}.`);
  }
}

/** What is on screen, to be brought back; null where there is no timeline. */
function presentView(): { readonly shown: ShownTrace; readonly view: ViewToSave } | null {
  const shown = shownTrace();
  const timeline = currentTimeline();
  if (shown === null || timeline === null) return null;
  const { open, text, regex, matchCase } = useSearchStore.getState();
  return {
    shown,
    view: {
      trace: { title: shown.title, key: shown.key, path: shown.path, endNs: timeline.endNs },
      view: timeline.shownView(),
      lanes: arrangementOf(useLaneStore.getState(), shown.id),
      search: open && text !== "" ? { text, regex, matchCase } : null,
      marks: marksOf(shown.key).map(({ fromNs, toNs, note }) => ({ fromNs, toNs, note })),
    },
  };
}

function whereLinksGo(shell: "electron" | "web"): string {
  return shell === "web"
    ? "It opens in this browser, while this host runs."
    : "It opens under “Open by path”, or as an argument of the app.";
}
