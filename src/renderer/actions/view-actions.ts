import { currentTimeline } from "../commands/current-timeline";
import { notify, notifyFailure } from "../notify";
import { readSavedView, type SavedView, savedViewEnding, writeSavedView } from "../saved-view";
import { arrangementOf, rearrange, useLaneStore } from "../stores/lane-store";
import { useLayoutStore } from "../stores/layout-store";
import { marksOf, newMarkId, putMarks, traceKey } from "../stores/mark-store";
import { runById } from "../stores/run-store";
import { useSearchStore } from "../stores/search-store";
import { openTraceById } from "../stores/trace-file-store";
import type { RunActions } from "./run-actions";

/** Saves what is shown of a run or a trace, with marks and search, and brings it back. */
export class ViewActions {
  readonly #runs: RunActions;

  constructor(runs: RunActions) {
    this.#runs = runs;
  }

  async save(): Promise<void> {
    const shown = shownTrace();
    const view = currentTimeline()?.shownView();
    if (shown === null || view === undefined) return;
    const { open, text, regex, matchCase } = useSearchStore.getState();
    const file = writeSavedView({
      trace: { title: shown.title, key: shown.key },
      view,
      lanes: arrangementOf(useLaneStore.getState(), shown.id),
      search: open && text !== "" ? { text, regex, matchCase } : null,
      marks: marksOf(shown.key).map(({ fromNs, toNs, note }) => ({ fromNs, toNs, note })),
    });
    const name = `${shown.fileName}${savedViewEnding}`;
    await this.#runs.saveText({ name, mediaType: "application/json", text: file }, "The view");
  }

  /** Shows what a file tells of, on the trace that is shown. Marks that are there stay. */
  async open(file: Pick<File, "name" | "text">): Promise<void> {
    const shown = shownTrace();
    const timeline = currentTimeline();
    if (shown === null || timeline === null) {
      notify(`${file.name} was not opened`, "A view is shown on a run or a trace: bring that onto the screen first.");
      return;
    }
    try {
      const saved = readSavedView(await file.text());
      const known = marksOf(shown.key);
      const isKnown = (mark: SavedView["marks"][number]): boolean =>
        known.some(({ fromNs, toNs, note }) => fromNs === mark.fromNs && toNs === mark.toNs && note === mark.note);
      const fresh = saved.marks.filter((mark) => !isKnown(mark)).map((mark) => ({ ...mark, id: newMarkId() }));
      putMarks(shown.key, [...known, ...fresh]);
      useSearchStore.setState(saved.search === null ? { open: false } : { open: true, ...saved.search });
      // Lanes of another trace have other numbers: only what is looked for by name can be taken over.
      const own = saved.trace.key === shown.key;
      rearrange(shown.id, (now) => (own ? saved.lanes : { ...now, filter: saved.lanes.filter }));
      timeline.showView(saved.view);
      notify(`${file.name} is shown`, own ? undefined : `It was saved from another one: ${saved.trace.title}.`);
    } catch (error) {
      notifyFailure(`${file.name} was not opened`, error);
    }
  }
}

interface ShownTrace {
  readonly id: string;
  /** Under what its marks are kept. */
  readonly key: string;
  readonly title: string;
  /** What its files are called, without their ending. */
  readonly fileName: string;
}

/** The run or the trace whose timeline is on screen, null where there is none. */
function shownTrace(): ShownTrace | null {
  const { page, shownRunId, shownTraceId } = useLayoutStore.getState();
  if (page === "run") {
    const run = runById(shownRunId);
    return run === undefined
      ? null
      : { id: run.id, key: traceKey(run), title: run.title, fileName: `run-${run.number}` };
  }
  const trace = page === "trace" ? openTraceById(shownTraceId) : undefined;
  return trace === undefined ? null : { id: trace.id, key: trace.marksKey, title: trace.name, fileName: trace.name };
}
