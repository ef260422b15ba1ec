import { ExternalLink, Trophy } from "lucide-react";
import type { ReactNode } from "react";
import { errorsOf, isSeriesActive, type Series, type SeriesPoint, shareNames } from "../../../shared/contract/series";
import { useActions } from "../../actions/context";
import { IconButton } from "../../components/button";
import swatches from "../../components/swatch.module.css";
import { csvLine } from "../../csv";
import { formatBytes, formatMs } from "../../format";
import { letterOf } from "../../series/letters";
import { baseWords, shareWords } from "../../series/share-words";
import { useRunStore } from "../../stores/run-store";
import { CsvButtons } from "../panel/panel-tools";
import styles from "./series.module.css";

/** One row a point: what was measured, how it stands to the base, what limits it. */
export function ComparisonTable({ series }: { readonly series: Series }): ReactNode {
  const { points, base, best, current } = series;
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
              letter={letterOf(index)}
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
  readonly letter: string;
  /** What is said of the point that the others are measured against; empty for others. */
  readonly base: string;
  readonly isBest: boolean;
  readonly isCurrent: boolean;
  readonly repeats: number;
  /** Twins do different things with as many workers. */
  readonly hasEfficiency: boolean;
}

function Row({ point, letter, base, isBest, isCurrent, repeats, hasEfficiency }: RowProps): ReactNode {
  const { label, figures, runId, fault } = point;
  const wrong = fault ?? errorsOf(point)[0] ?? null;
  return (
    <tr className={isBest ? styles.best : undefined} data-testid="comparison-row">
      <td className={styles.letter}>
        <span className={styles.chip}>{letter}</span>
      </td>
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
          <td className={`${styles.numeric} ${styles.strong}`}>{formatMs(figures.wallMs)}</td>
          <td className={styles.numeric}>
            {point.wallsMs.length < 2 ? `1 of ${repeats}` : `${formatMs(figures.lowMs)} – ${formatMs(figures.highMs)}`}
          </td>
          <td className={`${styles.numeric} ${styles.strong}`}>{figures.speedup.toFixed(2)}×</td>
          <td className={styles.numeric}>{hasEfficiency ? `${Math.round(figures.efficiency * 100)} %` : "–"}</td>
          <td className={styles.numeric}>{figures.cpuMs === null ? "–" : formatMs(figures.cpuMs)}</td>
          <td className={styles.numeric}>{figures.memoryBytes === null ? "–" : formatBytes(figures.memoryBytes)}</td>
        </>
      )}
      <td>
        <ShareBar point={point} />
      </td>
      <td className={`${styles.rest} ${wrong === null ? "" : styles.failed}`}>
        {wrong === null ? limitWords(point, base) : wrong.message}
      </td>
    </tr>
  );
}

function limitWords({ figures, limit }: SeriesPoint, base: string): string {
  if (base !== "") return `${base.charAt(0).toUpperCase()}${base.slice(1)}. ${limit}`.trim();
  return figures?.difference === "none" ? `No clear difference: times overlap. ${limit}` : limit;
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
