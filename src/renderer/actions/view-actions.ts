import { currentTimeline } from "../commands/current-timeline";
import { notify, notifyFailure } from "../notify";
import { readSavedView, savedViewEnding, writeSavedView } from "../saved-view";
import { arrangementOf, rearrange, useLaneStore } from "../stores/lane-store";
import { useLayoutStore } from "../stores/layout-store";
import { marksOf, newMarkId, putMarks, traceKey } from "../stores/mark-store";
import { runById } from "../stores/run-store";
import { useSearchStore } from "../stores/search-store";
import type { RunActions } from "./run-actions";

/** Saves what is shown of a run, with marks and search, and brings it back. */
export class ViewActions {
  readonly #runs: RunActions;

  constructor(runs: RunActions) {
    this.#runs = runs;
  }

  async save(): Promise<void> {
    const run = runById(useLayoutStore.getState().shownRunId);
    const view = currentTimeline()?.shownView();
    if (run === undefined || view === undefined) return;
    const { open, text, regex, matchCase } = useSearchStore.getState();
    const file = writeSavedView({
      trace: { title: run.title, startedMs: run.startedMs },
      view,
      lanes: arrangementOf(useLaneStore.getState(), run.id),
      search: open && text !== "" ? { text, regex, matchCase } : null,
      marks: marksOf(traceKey(run)).map(({ fromNs, toNs, note }) => ({ fromNs, toNs, note })),
    });
    const name = `run-${run.number}${savedViewEnding}`;
    await this.#runs.saveText({ name, mediaType: "application/json", text: file }, "The view");
  }

  /** Shows what a file tells of, on the run that is shown. Marks that are there stay. */
  async open(file: Pick<File, "name" | "text">): Promise<void> {
    const run = runById(useLayoutStore.getState().shownRunId);
    const timeline = currentTimeline();
    if (run === undefined || timeline === null) {
      notify(`${file.name} was not opened`, "A view is shown on a run: bring that onto the screen first.");
      return;
    }
    try {
      const saved = readSavedView(await file.text());
      const key = traceKey(run);
      const known = marksOf(key);
      const fresh = saved.marks.filter(
        (mark) => !known.some((one) => one.fromNs === mark.fromNs && one.toNs === mark.toNs && one.note === mark.note),
      );
      putMarks(key, [...known, ...fresh.map((mark) => ({ ...mark, id: newMarkId() }))]);
      if (saved.search === null) useSearchStore.setState({ open: false });
      else useSearchStore.setState({ open: true, ...saved.search });
      // Lanes of another run have other numbers: only what is looked for by name can be taken over.
      const own = saved.trace.startedMs === run.startedMs;
      rearrange(run.id, (now) => (own ? saved.lanes : { ...now, filter: saved.lanes.filter }));
      timeline.showView(saved.view);
      if (own) notify(`${file.name} is shown`);
      else notify(`${file.name} is shown`, `It was saved from another run: ${saved.trace.title}.`);
    } catch (error) {
      notifyFailure(`${file.name} was not opened`, error);
    }
  }
}
