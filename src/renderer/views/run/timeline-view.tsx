import { SkipForward } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { registerTimeline } from "../../commands/current-timeline";
import { useTimelineHelp } from "../../commands/registry";
import { Button } from "../../components/button";
import { progressText, remainingText } from "../../format";
import { arrange, arrangementOf, useLaneStore } from "../../stores/lane-store";
import { type PanelTab, useLayoutStore } from "../../stores/layout-store";
import { addMark, traceKey, useMarks, writeNote } from "../../stores/mark-store";
import { useSearchStore } from "../../stores/search-store";
import { themeName, useThemeStore } from "../../stores/theme-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import {
  createTimeline,
  darkTheme,
  lightTheme,
  type RunCaption,
  type Timeline,
  type TimelineSelection,
} from "../../timeline";
import { CommandKeys } from "../shell/command-keys";
import { HoverCard } from "./hover-card";
import { LaneControls } from "./lane-controls";
import { LaneFilter } from "./lane-filter";
import { LaneMenu } from "./lane-menu";
import { RenameLane } from "./rename-lane";
import styles from "./run-page.module.css";
import { SearchBar } from "./search-bar";

/** From the timeline's top to its lanes, the overview and the ruler between them, CSS pixels. */
const lanesTop = 75;

/** What a timeline shows: a run, or a trace from a file. */
export interface TimelineSubject {
  /** Of the trace on screen. */
  readonly id: string;
  /** Under what its marks are kept. */
  readonly marksKey: string;
  readonly live: boolean;
  /** When it is expected to end, nanoseconds since its start; null where there is nothing to go by. */
  readonly estimateNs: number | null;
  /** Captions beside the overview. */
  readonly progress: string;
  readonly remaining: string;
  /** Of several runs what stands beside their strips. */
  readonly runs?: readonly RunCaption[];
}

const noRuns: readonly RunCaption[] = [];

export function subjectOf(run: Run): TimelineSubject {
  const live = isActive(run.state);
  return {
    id: run.id,
    marksKey: traceKey(run),
    live,
    estimateNs: live ? estimateOf(run) : null,
    progress: progressText(run),
    remaining: live ? remainingText(run) : "",
  };
}

/** The canvas with the lanes, and what floats over it. */
export function TimelineView({ subject }: { readonly subject: TimelineSubject }): ReactNode {
  const { id, marksKey, live, estimateNs, progress, remaining, runs = noRuns } = subject;
  const host = useRef<HTMLDivElement>(null);
  const timeline = useRef<Timeline | null>(null);
  const marks = useMarks(marksKey);
  const theme = useThemeStore(themeName);
  const shown = useTraceViewStore((state) => (state.runId === id ? state.store : null));
  const following = useTraceViewStore((state) => state.following);
  const keysWords = useTimelineHelp();

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = createTimeline(element, {
      theme: themeName(useThemeStore.getState()) === "dark" ? darkTheme : lightTheme,
      onHover: (hover) => useTraceViewStore.setState({ hover }),
      onSelect: takeSelection,
      onHistory: (history) => useTraceViewStore.setState({ history }),
      onMark: (range) => addMark(marksKey, range),
      onMarkChosen: (mark) => writeNote(mark.id),
      onSearch: (info) => useSearchStore.setState({ info }),
      onViewChange: ({ following: now }) => {
        if (useTraceViewStore.getState().following !== now) useTraceViewStore.setState({ following: now });
      },
      onArrange: (arrangement) => arrange(id, arrangement),
      onHeader: (header) => useLaneStore.setState({ header }),
      onMenu: (menu) => useLaneStore.setState({ menu }),
      onRename: (renaming) => useLaneStore.setState({ renaming }),
      onLanes: (lanes) => useLaneStore.setState({ lanes }),
    });
    timeline.current = made;
    const unregister = registerTimeline(made);
    return () => {
      unregister();
      made.destroy();
      timeline.current = null;
      useLaneStore.setState({ lanes: null, header: null, menu: null, renaming: null });
    };
  }, [id, marksKey]);

  // Before the store: a trace that is shown again comes up as it was arranged.
  useEffect(() => {
    const apply = (): void => timeline.current?.setArrangement(arrangementOf(useLaneStore.getState(), id));
    apply();
    return useLaneStore.subscribe((now, before) => {
      if (arrangementOf(now, id) !== arrangementOf(before, id)) apply();
    });
  }, [id]);
  const colouring = useLaneStore((state) => state.colouring);
  useEffect(() => timeline.current?.setColouring(colouring), [colouring]);
  useEffect(() => timeline.current?.setTheme(theme === "dark" ? darkTheme : lightTheme), [theme]);
  useEffect(() => timeline.current?.setLive(live), [live]);
  useEffect(() => timeline.current?.setMarks(marks), [marks]);
  useEffect(() => timeline.current?.setHelp(keysWords), [keysWords]);
  const { open: searching, text, regex, matchCase } = useSearchStore();
  useEffect(
    () => timeline.current?.look(searching ? { text, regex, matchCase } : null),
    [searching, text, regex, matchCase],
  );
  useEffect(() => timeline.current?.setStore(shown), [shown]);
  // Past React: a trace grows up to 60 times a second.
  useEffect(
    () =>
      useTraceViewStore.subscribe((now, before) => {
        if (now.growth !== before.growth) timeline.current?.storeGrew();
      }),
    [],
  );
  useEffect(() => timeline.current?.setProgressEstimateNs(estimateNs), [estimateNs]);
  useEffect(() => timeline.current?.setCaptions({ progress, remaining, runs }), [progress, remaining, runs]);
  useEffect(() => {
    // The button that started the run is gone; its keys are the timeline's now.
    if (live && (document.activeElement === document.body || document.activeElement === null))
      timeline.current?.focus();
  }, [live]);

  const lanesOrigin = useCallback(() => {
    const { left, top, width, height } = host.current!.getBoundingClientRect();
    return new DOMRect(left, top + lanesTop, width, height - lanesTop);
  }, []);

  return (
    <div className={styles.host}>
      <div ref={host} className={styles.canvas} />
      {live && !following && (
        <Button
          look="primary"
          className={`${styles.backToLive} ${searching ? styles.below : ""}`}
          onClick={() => {
            timeline.current?.perform("backToLive");
            timeline.current?.focus();
          }}
          data-testid="back-to-live"
        >
          <SkipForward size={14} strokeWidth={1.5} aria-hidden />
          Back to live
          <CommandKeys id="timeline.backToLive" onFill />
        </Button>
      )}
      <SearchBar />
      <LaneFilter traceId={id} />
      <LaneControls traceId={id} />
      <LaneMenu traceId={id} origin={lanesOrigin} />
      <RenameLane traceId={id} />
      <HoverCard />
    </div>
  );
}

/** Tabs that show by themselves what is selected. */
const followsSelection: ReadonlySet<PanelTab> = new Set<PanelTab>(["statistics", "events"]);

/** Shows what is known about a selection when it is another one; a slice that is open is told of again and again. */
function takeSelection(selection: TimelineSelection | null): void {
  const before = useTraceViewStore.getState().selection;
  useTraceViewStore.setState({ selection });
  if (selection === null || samePlace(before, selection)) return;
  useLayoutStore.setState(({ tab }) => ({ tab: followsSelection.has(tab) ? tab : "selection" }));
}

function samePlace(a: TimelineSelection | null, b: TimelineSelection): boolean {
  if (a?.kind === "slice" && b.kind === "slice") {
    return a.slice.laneId === b.slice.laneId && a.slice.startNs === b.slice.startNs && a.slice.name === b.slice.name;
  }
  return (
    a?.kind === "range" && b.kind === "range" && a.range.fromNs === b.range.fromNs && a.range.toNs === b.range.toNs
  );
}

/** When the run is expected to end, nanoseconds since its start; null where there is nothing to go by. */
function estimateOf(run: Run): number | null {
  const { remainingMs } = run.progress;
  return remainingMs === null ? null : (run.wallMs + remainingMs) * 1e6;
}
