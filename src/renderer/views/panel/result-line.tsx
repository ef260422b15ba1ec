import { line, type ScaleLinear, scaleLinear } from "d3";
import { type ReactNode, useMemo } from "react";
import { formatShort } from "../../format";
import styles from "./result-chart.module.css";

/** Units of the drawing, which is stretched to its place. */
const side = 100;

export interface ChartLine {
  readonly name: string;
  /** x and y, in the order of x. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface LineChartProps {
  readonly title: string;
  /** One or several on the same axes. */
  readonly lines: readonly ChartLine[];
  /** The ends of the axis below, from left to right; none where they say nothing. */
  readonly ends: readonly string[];
  /** Upright bars instead of a line. */
  readonly isColumns: boolean;
}

/** Numbers over numbers. The table beside it says the same in figures. */
export function LineChart({ title, lines, ends, isColumns }: LineChartProps): ReactNode {
  const points = lines[0]?.points ?? [];
  const { paths, lowest, highest, width, zero, scaleY } = useMemo(() => {
    const points = lines[0]?.points ?? [];
    const values = lines.flatMap((one) => one.points.map(([, y]) => y));
    const least = Math.min(...values, ...(isColumns ? [0] : []));
    const most = Math.max(...values, ...(isColumns ? [0] : []));
    const x = scaleLinear()
      .domain([points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 1])
      .range([0, side]);
    const y = scaleLinear()
      .domain(least === most ? [least - 1, most + 1] : [least, most])
      .range([side - 2, 2]);
    const draw = line<readonly [number, number]>(
      (point) => x(point[0]),
      (point) => y(point[1]),
    );
    return {
      paths: lines.map((one) => ({ name: one.name, path: draw(one.points) ?? "" })),
      lowest: least,
      highest: most,
      width: side / points.length,
      zero: y(0),
      scaleY: y,
    };
  }, [lines, isColumns]);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.title}>{title}</figcaption>
      {lines.length > 1 && (
        <ul className={styles.names}>
          {lines.map(({ name }) => (
            <li key={name} className={styles.lineName}>
              {name}
            </li>
          ))}
        </ul>
      )}
      <div className={styles.plot}>
        <div className={styles.axis} aria-hidden>
          {axisWords(lowest, highest, scaleY).map((words) => (
            <span key={words}>{words}</span>
          ))}
        </div>
        <svg className={styles.canvas} viewBox={`0 0 ${side} ${side}`} preserveAspectRatio="none" aria-hidden="true">
          {isColumns
            ? points.map(([x, y], index) => (
                <rect
                  key={x}
                  className={styles.bar}
                  x={index * width + width * 0.05}
                  width={width * 0.9}
                  y={Math.min(zero, scaleY(y))}
                  height={Math.abs(zero - scaleY(y))}
                />
              ))
            : paths.map(({ name, path }) => <path key={name} className={styles.line} d={path} />)}
        </svg>
        {ends.length > 0 && (
          <div className={styles.ends} aria-hidden>
            {ends.map((words, index) => (
              <span key={index === 0 ? "first" : "last"}>{words}</span>
            ))}
          </div>
        )}
      </div>
    </figure>
  );
}

/** The ends of the axis from top to bottom, with as many digits as tell one from the other; one where they are the same. */
function axisWords(lowest: number, highest: number, scale: ScaleLinear<number, number>): readonly string[] {
  if (lowest === highest) return [formatShort(lowest)];
  const short = [formatShort(highest), formatShort(lowest)];
  return short[0] === short[1] ? [highest, lowest].map((value) => scale.tickFormat(10)(value)) : short;
}
