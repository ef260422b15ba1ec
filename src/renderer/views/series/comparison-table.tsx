import { Toggle } from "@base-ui/react/toggle";
import { ExternalLink, Trophy } from "lucide-react";
import type { ReactNode } from "react";
import { errorsOf, isSeriesActive, type Series, type SeriesPoint, shareNames } from "../../../shared/contract/series";
import { useActions } from "../../actions/context";
import { IconButton } from "../../components/button";
import swatches from "../../components/swatch.module.css";
import { csvLine } from "../../csv";
import { formatBytes, formatMsBeside } from "../../format";
import { wallWordsOf } from "../../series/lane-note";
import { letterOf } from "../../series/letters";
import { baseWords, shareWords } from "../../series/share-words";
import { sharedError } from "../../series/shared-error";
import { hasChoice, shownPoints } from "../../series/shown-points";
import { useRunStore } from "../../stores/run-store";
import { useSeriesStore } from "../../stores/series-store";
import { CsvButtons } from "../panel/panel-tools";
import styles from "./series.module.css";

/** One row a point: what was measured, how it stands to the base, what limits it. */
export function ComparisonTable({ series }: { readonly series: Series }): ReactNode {
  const { points, base, best, current } = series;
  const chosen = useSeriesStore((state) => state.chosen[series.id]);
  const shown = shownPoints(series, chosen);
  const choosing = !isSeriesActive(series) && hasChoice(series);
  const all = sharedError(series);
  const wallWords = wallWordsOf(series);
  const mostCpuMs = Math.max(...points.map(({ figures }) => figures?.cpuMs ?? 0));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.scroller} tabIndex={0} aria-label="Comparison">
      <CsvButtons fileName={`series-${series.number}`} rowCount={points.length} csv={() => csvOf(series)} />
      <table className={styles.table} data-testid="comparison-table">
        <caption className="visually-hidden">How the runs compare</caption>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              Way
            </th>
            <th scope="col" className={styles.numeric}>
              Wall time
            </th>
            <th scope="col" className={styles.numeric}>
              Lowest – highest
            </th>
            <th scope="col" className={styles.numeric}>
              Speedup
            </th>
            <th scope="col" className={styles.numeric}>
              Efficiency
            </th>
            <th scope="col" className={styles.numeric}>
              CPU time
            </th>
            <th scope="col" className={styles.numeric}>
              Memory
            </th>
            <th scope="col">Workers' time</th>
            <th scope="col" className={styles.rest}>
              What limits it
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: points do not move.
              key={index}
              point={point}
              letter={
                choosing && point.runId !== null ? (
                  <LanesToggle seriesId={series.id} index={index} label={point.label} isShown={shown.includes(index)} />
                ) : (
                  <span className={styles.chip}>{letterOf(index)}</span>
                )
              }
              wall={wallWords}
              mostCpuMs={mostCpuMs}
              sharedError={all}
              base={index === base ? baseWords(series) : ""}
              isBest={index === best && !isSeriesActive(series)}
              isCurrent={current?.point === index && current.repeat > 0}
              repeats={series.repeats}
              hasEfficiency={series.kind !== "twins"}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly point: SeriesPoint;
  readonly letter: ReactNode;
  /** Says wall times. */
  readonly wall: (ms: number) => string;
  /** The most processor time in the table, milliseconds. */
  readonly mostCpuMs: number;
  /** What is wrong with all points alike, and said of all at once. */
  readonly sharedError: string | null;
  /** What is said of the point that the others are measured against; empty for others. */
  readonly base: string;
  readonly isBest: boolean;
  readonly isCurrent: boolean;
  readonly repeats: number;
  /** Twins do different things with as many workers. */
  readonly hasEfficiency: boolean;
}

function Row(props: RowProps): ReactNode {
  const { point, letter, wall, mostCpuMs, base, isBest, isCurrent, repeats, hasEfficiency } = props;
  const { label, figures, runId, fault } = point;
  const error = errorsOf(point)[0]?.message ?? null;
  const wrong = fault?.message ?? (error === props.sharedError ? null : error);
  return (
    <tr className={isBest ? styles.best : undefined} data-testid="comparison-row">
      <td className={styles.letter}>{letter}</td>
      <th scope="row" className={styles.label}>
        {label}
        {isBest && <Trophy size={12} strokeWidth={1.5} role="img" aria-label="fastest" className={styles.trophy} />}
        {runId !== null && <OpenRun runId={runId} label={label} />}
      </th>
      {figures === null ? (
        <td colSpan={6} className={styles.pending}>
          {fault !== null ? "failed" : isCurrent ? "running" : ""}
        </td>
      ) : (
        <>
          <td className={`${styles.numeric} ${styles.strong}`}>{wall(figures.wallMs)}</td>
          <td className={styles.numeric}>
            {point.wallsMs.length > 1
              ? `${wall(figures.lowMs)} – ${wall(figures.highMs)}`
              : repeats === 1
                ? "one run"
                : `1 of ${repeats}`}
          </td>
          <td className={`${styles.numeric} ${styles.strong}`}>{figures.speedup.toFixed(2)}×</td>
          <td className={styles.numeric}>{hasEfficiency ? `${Math.round(figures.efficiency * 100)} %` : "–"}</td>
          <td className={styles.numeric}>{figures.cpuMs === null ? "–" : formatMsBeside(figures.cpuMs, mostCpuMs)}</td>
          <td className={styles.numeric}>{figures.memoryBytes === null ? "–" : formatBytes(figures.memoryBytes)}</td>
        </>
      )}
      <td>
        <ShareBar point={point} />
      </td>
      <td className={`${styles.rest} ${wrong === null ? "" : styles.failed}`}>{wrong ?? limitWords(point, base)}</td>
    </tr>
  );
}

function limitWords({ figures, limit }: SeriesPoint, base: string): string {
  if (base !== "") return `${base.charAt(0).toUpperCase()}${base.slice(1)}. ${limit}`.trim();
  return figures?.difference === "none" ? `No clear difference: times overlap. ${limit}` : limit;
}

interface LanesToggleProps {
  readonly seriesId: string;
  readonly index: number;
  readonly label: string;
  readonly isShown: boolean;
}

/** Where there is no room for the lanes of all: a point's letter shows them. */
function LanesToggle({ seriesId, index, label, isShown }: LanesToggleProps): ReactNode {
  const actions = useActions();
  const letter = letterOf(index);
  return (
    <Toggle
      className={`${styles.chip} ${styles.choice}`}
      pressed={isShown}
      onPressedChange={() => actions.series.toggleLanes(seriesId, index)}
      aria-label={`Lanes of ${letter}, ${label}`}
      title={isShown ? "Hide its lanes" : "Show its lanes"}
      data-testid="lanes-toggle"
    >
      {letter}
    </Toggle>
  );
}

/** Leads to the run near the median. */
function OpenRun({ runId, label }: { readonly runId: string; readonly label: string }): ReactNode {
  const actions = useActions();
  const isKept = useRunStore(({ runs }) => runs.find(({ id }) => id === runId)?.isKept === true);
  if (!isKept) return null;
  return (
    <IconButton label={`Open the run: ${label}`} className={styles.open} onClick={() => actions.runs.show(runId)}>
      <ExternalLink size={12} strokeWidth={1.5} aria-hidden />
    </IconButton>
  );
}

/** Where the workers' time went, as one bar; the tab beside has the figures. */
function ShareBar({ point: { times } }: { readonly point: SeriesPoint }): ReactNode {
  if (times === null) return <span className={styles.shares} />;
  const all = Object.values(times.shares).reduce((sum, ms) => sum + ms, 0) || 1;
  return (
    <span className={styles.shares} aria-hidden="true">
      {shareNames.map((name) => (
        <span
          key={name}
          className={`${styles.part} ${swatches[shareWords[name].kind]} ${shareWords[name].kind === "idle" ? styles.empty : ""}`}
          style={{ width: `${((times.shares[name] ?? 0) / all) * 100}%` }}
          title={shareWords[name].words}
        />
      ))}
    </span>
  );
}

function csvOf(series: Series): string {
  const heads = ["way", "mode", "workers", "chunk_size", "wall_ms", "lowest_ms", "highest_ms", "speedup", "efficiency"];
  const more = ["cpu_ms", "memory_bytes", "runs", ...shareNames.map((name) => `${name}_ms`), "limit", "error"];
  const lines = series.points.map((point) => {
    const { label, settings, chunkSizeUsed, figures, wallsMs, times, limit, fault } = point;
    return csvLine([
      label,
      settings.mode,
      settings.workers,
      chunkSizeUsed,
      ...(figures === null
        ? [null, null, null, null, null, null, null]
        : [
            figures.wallMs,
            figures.lowMs,
            figures.highMs,
            figures.speedup,
            figures.efficiency,
            figures.cpuMs,
            figures.memoryBytes,
          ]),
      wallsMs.length,
      ...shareNames.map((name) => times?.shares[name] ?? null),
      limit,
      (fault ?? errorsOf(point)[0])?.message ?? null,
    ]);
  });
  return csvLine([...heads, ...more]) + lines.join("");
}
