import { SkipForward } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { registerTimeline } from "../../commands/current-timeline";
import { useTimelineHelp } from "../../commands/registry";
import { Button } from "../../components/button";
import { progressText, remainingText } from "../../format";
import { useLayoutStore } from "../../stores/layout-store";
import { useSearchStore } from "../../stores/search-store";
import { themeName, useThemeStore } from "../../stores/theme-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import { createTimeline, darkTheme, lightTheme, type Timeline, type TimelineSelection } from "../../timeline";
import { CommandKeys } from "../shell/command-keys";
import { HoverCard } from "./hover-card";
import styles from "./run-page.module.css";
import { SearchBar } from "./search-bar";

/** The canvas with a run's lanes, and what floats over it. */
export function TimelineView({ run }: { readonly run: Run }): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const timeline = useRef<Timeline | null>(null);
  const live = isActive(run.state);
  const theme = useThemeStore(themeName);
  const shown = useTraceViewStore((state) => (state.runId === run.id ? state.store : null));
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
      onSearch: (info) => useSearchStore.setState({ info }),
      onViewChange: ({ following: now }) => {
        if (useTraceViewStore.getState().following !== now) useTraceViewStore.setState({ following: now });
      },
    });
    timeline.current = made;
    const unregister = registerTimeline(made);
    return () => {
      unregister();
      made.destroy();
      timeline.current = null;
    };
  }, []);

  useEffect(() => timeline.current?.setTheme(theme === "dark" ? darkTheme : lightTheme), [theme]);
  useEffect(() => timeline.current?.setLive(live), [live]);
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
  const estimateNs = estimateOf(run);
  useEffect(() => timeline.current?.setProgressEstimateNs(live ? estimateNs : null), [live, estimateNs]);
  const progress = progressText(run);
  const remaining = live ? remainingText(run) : "";
  useEffect(() => timeline.current?.setCaptions({ progress, remaining }), [progress, remaining]);
  useEffect(() => {
    // The button that started the run is gone; its keys are the timeline's now.
    if (live && (document.activeElement === document.body || document.activeElement === null))
      timeline.current?.focus();
  }, [live]);

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
      <HoverCard />
    </div>
  );
}

/** Shows what is known about a selection when it is another one; a slice that is open is told of again and again. */
function takeSelection(selection: TimelineSelection | null): void {
  const before = useTraceViewStore.getState().selection;
  useTraceViewStore.setState({ selection });
  if (selection !== null && !samePlace(before, selection)) useLayoutStore.setState({ tab: "selection" });
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
