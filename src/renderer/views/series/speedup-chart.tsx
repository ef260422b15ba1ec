import { line, scaleLinear, scaleLog } from "d3";
import { type ReactNode, useRef } from "react";
import type { Series } from "../../../shared/contract/series";
import { useSize } from "../../components/use-size";
import { formatShort } from "../../format";
import { letterOf } from "../../series/letters";
import { type ChartPoint, speedupLines } from "../../series/speedup-lines";
import styles from "./speedup-chart.module.css";

/** Room for figures and words around the plot, CSS pixels. */
const room = { top: 14, right: 24, bottom: 38, left: 44 } as const;

/** How often as fast as the base, over the workers, with the line that would be ideal and the best point marked. */
export function SpeedupChart({ series }: { readonly series: Series }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(place);
  const { axis, lines } = speedupLines(series);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.chartTitle}>
        Speedup{series.base === null ? "" : ` against ${series.points[series.base]!.label}`}
        <span className={styles.names}>
          {lines.length > 1 &&
            lines.map(({ name }, index) => (
              <span key={name} className={`${styles.name} ${lineLook(index)}`}>
                {name}
              </span>
            ))}
        </span>
      </figcaption>
      <div ref={place} className={styles.plot}>
        {width > 0 && height > 0 && lines.length > 0 && <Plot series={series} width={width} height={height} />}
        {lines.length === 0 && <p className={styles.hint}>Points appear as they are measured, over {axis}.</p>}
      </div>
    </figure>
  );
}

interface PlotProps {
  readonly series: Series;
  readonly width: number;
  readonly height: number;
}

function Plot({ series, width, height }: PlotProps): ReactNode {
  const { along, axis, lines } = speedupLines(series);
  const all = lines.flatMap(({ points }) => points);
  const base = series.base === null ? undefined : series.points[series.base];
  const baseWorkers = base?.settings.workers ?? 1;
  // All that will be measured, so that the axes stay where they are.
  const xs = series.points.map((point) => (along === "workers" ? point.settings.workers : (point.chunkSizeUsed ?? 1)));
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  const highest = Math.max(...all.map(({ speedup }) => speedup), along === "workers" ? most / baseWorkers : 1);
  const span: [number, number] = [room.left + 14, width - room.right];
  const x =
    along === "workers"
      ? scaleLinear([Math.min(least, 1), Math.max(most, 2)], span)
      : scaleLog([Math.max(1, least), Math.max(2, most)], span);
  const y = scaleLinear([0, highest * 1.06], [height - room.bottom, room.top]).nice(4);
  const draw = line<ChartPoint>(
    (point) => x(point.x),
    (point) => y(point.speedup),
  );
  const ideal = along === "workers" ? [Math.min(least, 1), most] : [];
  const best = all.find(({ index }) => index === series.best);
  return (
    <svg width={width} height={height} role="img" aria-label={wordsOf(series, axis)} data-testid="speedup-chart">
      {y.ticks(4).map((tick) => (
        <g key={tick}>
          <line x1={room.left} x2={width - room.right} y1={y(tick)} y2={y(tick)} className={styles.grid} />
          <text x={room.left - 8} y={y(tick) + 4} textAnchor="end" className={styles.tick}>
            {tick}×
          </text>
        </g>
      ))}
      {[...new Set(xs)].map((tick) => (
        <text key={tick} x={x(tick)} y={height - room.bottom + 16} textAnchor="middle" className={styles.tick}>
          {formatShort(tick)}
        </text>
      ))}
      <text x={(room.left + width - room.right) / 2} y={height - 6} textAnchor="middle" className={styles.axisName}>
        {axis}
      </text>
      {ideal.length === 2 && (
        <>
          <line
            x1={x(ideal[0]!)}
            y1={y(ideal[0]! / baseWorkers)}
            x2={x(ideal[1]!)}
            y2={y(ideal[1]! / baseWorkers)}
            className={styles.ideal}
          />
          <text x={x(ideal[1]!) - 8} y={y(ideal[1]! / baseWorkers) + 2} textAnchor="end" className={styles.axisName}>
            ideal
          </text>
        </>
      )}
      {lines.map(({ name, points }, index) => (
        <path key={name} d={draw(points) ?? ""} className={`${styles.line} ${lineLook(index)}`} />
      ))}
      {lines.flatMap(({ points }, index) =>
        points.map((point) => (
          <circle
            key={point.index}
            cx={x(point.x)}
            cy={y(point.speedup)}
            r={3.5}
            className={`${styles.dot} ${lineLook(index)}`}
          >
            <title>
              {letterOf(point.index)}: {series.points[point.index]!.label}, {point.speedup.toFixed(2)}×
            </title>
          </circle>
        )),
      )}
      {best !== undefined && (
        <Best x={x(best.x)} y={y(best.speedup)} speedup={best.speedup} right={width - room.right} />
      )}
    </svg>
  );
}

interface BestProps {
  readonly x: number;
  readonly y: number;
  readonly speedup: number;
  /** Where the plot ends. */
  readonly right: number;
}

/** The fastest of all, ringed and told. */
function Best({ x, y, speedup, right }: BestProps): ReactNode {
  const isLeft = x > right - 80;
  return (
    <g data-testid="best-point">
      <circle cx={x} cy={y} r={7} className={styles.ring} />
      <text
        x={isLeft ? x - 12 : x + 12}
        y={y < 36 ? y + 18 : y - 12}
        textAnchor={isLeft ? "end" : "start"}
        className={styles.bestWords}
      >
        best, {speedup.toFixed(2)}×
      </text>
    </g>
  );
}

function lineLook(index: number): string {
  return [styles.first, styles.second, styles.third, styles.fourth][index % 4] ?? "";
}

function wordsOf({ points, best }: Series, axis: string): string {
  const figures = points.flatMap(({ label, figures }) =>
    figures === null ? [] : [`${label} ${figures.speedup.toFixed(2)} times`],
  );
  const most = best === null ? "" : ` Best: ${points[best]!.label}.`;
  return `Speedup over ${axis}: ${figures.join(", ")}.${most}`;
}
