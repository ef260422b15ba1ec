import { type ReactNode, useEffect } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { isActive, type Run } from "../../../shared/contract/models";
import { progressFraction, progressText, remainingText } from "../../format";
import { lessonOfProgram } from "../../lessons";
import { useLayoutStore } from "../../stores/layout-store";
import { useProgramStore } from "../../stores/program-store";
import { useRunStore, useShownResult } from "../../stores/run-store";
import { putWhole } from "../../stores/trace-view-store";
import { describeWhole } from "../../timeline";
import { LessonPane } from "../learn/lesson-pane";
import { BottomPanel } from "../panel/bottom-panel";
import { SourceView } from "../programs/source-view";
import { useWide } from "../shell/use-side-bar";
import { PicturePane } from "./picture-pane";
import { RunBanner } from "./run-banner";
import styles from "./run-page.module.css";
import { subjectOf, TimelineView } from "./timeline-view";
import { useTraceSnapshot } from "./use-trace-snapshot";

/** A run: its timeline above, what is known about it below. */
export function RunPage(): ReactNode {
  const runId = useLayoutStore((state) => state.shownRunId);
  const run = useRunStore((state) => state.runs.find(({ id }) => id === runId));
  useEffect(() => {
    if (run === undefined) useLayoutStore.setState({ page: "start" });
  }, [run]);
  if (run === undefined) return null;
  return <ShownRun run={run} />;
}

function ShownRun({ run }: { readonly run: Run }): ReactNode {
  const active = isActive(run.state);
  const whole = useTraceSnapshot(run.id, describeWhole);
  useEffect(() => {
    if (whole !== null) putWhole(run.id, whole);
  }, [run.id, whole]);
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">
        Run {run.number}: {run.title}
      </h1>
      <RunBanner run={run} />
      {active && (
        <div
          className="visually-hidden"
          role="progressbar"
          aria-label={`Progress of ${run.title}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(progressFraction(run) * 100)}
          aria-valuetext={[progressText(run), remainingText(run)].filter((text) => text !== "").join(", ")}
        />
      )}
      <Group orientation="vertical" className={styles.group}>
        <Panel id="timeline" minSize="160px" className={styles.timeline}>
          <TimelineAndSource run={run} />
        </Panel>
        <Separator className={styles.separator} aria-label="Height of the panel below" />
        <Panel id="panel" defaultSize="34%" minSize="96px" groupResizeBehavior="preserve-pixel-size">
          <BottomPanel run={run} />
        </Panel>
      </Group>
    </main>
  );
}

/** A program's source, or what the run draws, stands beside its timeline. */
function TimelineAndSource({ run }: { readonly run: Run }): ReactNode {
  const program = useProgramStore(({ programs }) => programs.find(({ id }) => id === run.program?.id));
  const lesson = lessonOfProgram(run.program?.id);
  const timeline = run.isKept ? <TimelineView key={run.id} subject={subjectOf(run)} /> : null;
  const result = useShownResult(run.id);
  const picture = result?.picture;
  const wide = useWide();
  const sourceOpen = useLayoutStore((state) => state.sourceOpen);
  // What a lesson says takes the place of its source, which stood beside the question.
  const source = sourceOpen && lesson === undefined ? program : undefined;
  if (source === undefined && picture === undefined && lesson === undefined) return timeline;
  return (
    <Group orientation="horizontal" className={styles.group}>
      <Panel id="lanes" minSize="320px" className={styles.timeline}>
        {timeline}
      </Panel>
      <Separator className={styles.upright} aria-label="Width of what stands at the right" />
      <Panel
        id="source"
        // The timeline is what one looks at: where there is little room, the source takes less of it.
        defaultSize={source === undefined || wide ? "36%" : "26%"}
        collapsible
        minSize="160px"
        groupResizeBehavior="preserve-pixel-size"
      >
        {lesson !== undefined && <LessonPane lesson={lesson} run={run} />}
        {source !== undefined && <SourceView name={source.name} source={source.source} />}
        {picture !== undefined && <PicturePane run={run} picture={picture} headline={result?.headline ?? ""} />}
      </Panel>
    </Group>
  );
}
