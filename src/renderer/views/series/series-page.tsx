import { CircleAlert, CircleCheck, Gauge, RotateCw } from "lucide-react";
import { type ReactNode, useEffect, useMemo } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import type { Run } from "../../../shared/contract/models";
import { isSeriesActive, type Series } from "../../../shared/contract/series";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { formatBytes, formatCount } from "../../format";
import { sentence } from "../../notify";
import { wallWordsOf } from "../../series/lane-note";
import { letterOf } from "../../series/letters";
import { sharedError } from "../../series/shared-error";
import { shownPoints } from "../../series/shown-points";
import { useLayoutStore } from "../../stores/layout-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { activeSeries, useSeriesStore } from "../../stores/series-store";
import type { RunCaption } from "../../timeline";
import run from "../run/run-page.module.css";
import { TimelineView } from "../run/timeline-view";
import styles from "./series.module.css";
import { SeriesPanel } from "./series-panel";
import { SeriesProgress } from "./series-progress";
import { SpeedupChart } from "./speedup-chart";

/** Runs that are compared: their lanes under each other, and what came out below. */
export function SeriesPage(): ReactNode {
  const id = useLayoutStore((state) => state.shownSeriesId);
  const series = useSeriesStore((state) => state.series.find((one) => one.id === id));
  useEffect(() => {
    if (series === undefined) useLayoutStore.setState({ page: "start" });
  }, [series]);
  if (series === undefined) return null;
  return (
    <main className={run.page}>
      <Head series={series} />
      <Group orientation="vertical" className={run.group}>
        <Panel id="timeline" minSize="120px" className={run.timeline}>
          <Pictures series={series} />
        </Panel>
        <Separator className={run.separator} aria-label="Height of the panel below" />
        <Panel
          id="comparison"
          defaultSize={`${panelHeight(series)}px`}
          minSize="96px"
          groupResizeBehavior="preserve-pixel-size"
        >
          <SeriesPanel series={series} />
        </Panel>
      </Group>
    </main>
  );
}

/** Room for all rows while these are few, CSS pixels. */
function panelHeight({ points, kind }: Series): number {
  return kind === "twins" ? 216 : Math.min(330, 100 + Math.max(3, points.length) * 38);
}

const kindWords = { compare: "all modes", sweep: "sweep", twins: "twins" } as const;

function Head({ series }: { readonly series: Series }): ReactNode {
  const actions = useActions();
  const busy = useRunStore(({ runs }) => activeRun(runs) !== undefined);
  const atWork = useSeriesStore((state) => activeSeries(state.series) !== undefined);
  const { title, kind, points, repeats, dataset, processors } = series;
  const facts = [
    dataset === null ? "" : `${dataset.name}, ${formatBytes(dataset.size)}`,
    `${points.length} ways`,
    repeats === 1 ? "one run of each" : `median of ${repeats} runs each`,
    `${formatCount(processors)} ${processors === 1 ? "processor" : "processors"}`,
  ];
  return (
    <div className={styles.head}>
      <h1 className={styles.title}>
        {title}
        {kind === "twins" ? "" : `, ${kindWords[kind]}`}
      </h1>
      <p className={styles.facts}>{facts.filter((fact) => fact !== "").join(" · ")}</p>
      <Agreement series={series} />
      {!isSeriesActive(series) && (
        <Button
          look="quiet"
          disabled={busy || atWork}
          onClick={() => void actions.series.repeat(series.id)}
          data-testid="repeat-series"
        >
          <RotateCw size={14} strokeWidth={1.5} aria-hidden />
          Run again
        </Button>
      )}
    </div>
  );
}

function Agreement({ series }: { readonly series: Series }): ReactNode {
  const { state, message } = series.agreement;
  if (state === "unknown") return null;
  if (state === "measured") {
    return (
      <p className={styles.agreement} data-testid="agreement">
        <Gauge size={14} strokeWidth={1.5} aria-hidden />
        Results are measurements, not compared
      </p>
    );
  }
  const Icon = state === "same" ? CircleCheck : CircleAlert;
  return (
    <p className={`${styles.agreement} ${state === "same" ? styles.same : styles.different}`} data-testid="agreement">
      <Icon size={14} strokeWidth={1.5} aria-hidden />
      {state === "same" ? sameWords(series) : message}
    </p>
  );
}

function sameWords(series: Series): string {
  return sharedError(series) === null ? "Same result, bit for bit" : "Same result, of a part of the data";
}

/** Lanes, and of a sweep the chart beside them; while it is at work how far it is. */
function Pictures({ series }: { readonly series: Series }): ReactNode {
  const active = isSeriesActive(series);
  const lanes = active ? <SeriesProgress series={series} /> : <Lanes series={series} />;
  if (series.kind !== "sweep") return lanes;
  return (
    <Group orientation="horizontal" className={run.group}>
      <Panel id="speedup" defaultSize="38%" minSize="260px" className={run.timeline}>
        <SpeedupChart series={series} />
      </Panel>
      <Separator className={run.upright} aria-label="Width of the chart" />
      <Panel id="lanes" minSize="320px" className={run.timeline}>
        {lanes}
      </Panel>
    </Group>
  );
}

function Lanes({ series }: { readonly series: Series }): ReactNode {
  const lanes = useSeriesStore((state) => state.lanes[series.id]);
  const chosen = useSeriesStore((state) => state.chosen[series.id]);
  const points = useMemo(() => shownPoints(series, chosen), [series, chosen]);
  const count = points.length;
  const kept = useRunStore(({ runs }) => points.filter((index) => isKept(runs, series.points[index]!.runId)).length);
  const whole = lanes === undefined && kept === count;
  const captions = useMemo(() => (whole ? runCaptions(series, points) : []), [whole, series, points]);
  const measured = series.points.filter(({ runId }) => runId !== null).length;
  if (count === 0) return <p className={styles.nothing}>{nothingWords(series)}</p>;
  if (lanes !== undefined && lanes !== "loading") return <p className={styles.nothing}>{sentence(lanes)}</p>;
  return (
    <TimelineView
      key={series.id}
      subject={{
        id: series.id,
        marksKey: series.id,
        live: false,
        estimateNs: null,
        progress: lanes === "loading" ? "Lanes are on their way" : kept < measured ? `${kept} of ${measured} ways` : "",
        remaining: "",
        runs: captions,
      }}
    />
  );
}

function runCaptions(series: Series, shown: readonly number[]): readonly RunCaption[] {
  const { points } = series;
  const words = wallWordsOf(series);
  return shown.map((index) => {
    const { label, figures } = points[index]!;
    return { letter: letterOf(index), name: label, time: figures === null ? "" : words(figures.wallMs) };
  });
}

function isKept(runs: readonly Run[], runId: string | null): boolean {
  return runs.find(({ id }) => id === runId)?.isKept === true;
}

function nothingWords({ state, fault }: Series): string {
  if (fault !== null) return `Nothing could be measured. ${sentence(fault)}`;
  return state === "stopped" ? "Stopped before a run was over." : "There is nothing to show.";
}
