import { type ReactNode, useState } from "react";
import { type Series, type SeriesPoint, type ShareName, shareNames } from "../../../shared/contract/series";
import { Choice } from "../../components/choice";
import { Swatch } from "../../components/swatch";
import { formatMs, formatShare } from "../../format";
import { letterOf } from "../../series/letters";
import { shareWords } from "../../series/share-words";
import { PanelTools } from "../panel/panel-tools";
import styles from "./series.module.css";

interface Column {
  readonly letter: string;
  readonly point: SeriesPoint;
  readonly shares: Readonly<Record<ShareName, number>>;
  /** Milliseconds of all workers together. */
  readonly all: number;
}

/** What the workers' time went to, point by point: each column adds up to its lanes times its wall time. */
export function SharesTable({ series }: { readonly series: Series }): ReactNode {
  const [chosen, setChosen] = useState("");
  const columns = series.points.flatMap((point, index): Column[] => {
    if (point.times === null) return [];
    const { shares } = point.times;
    return [{ letter: letterOf(index), point, shares, all: Object.values(shares).reduce((sum, ms) => sum + ms, 0) }];
  });
  if (columns.length === 0) return <p className={styles.hint}>It stands here once the first run is over.</p>;
  const names = shareNames.filter((name) => columns.some(({ shares }) => shares[name] > 0.005));
  const pairs = columns.flatMap((from, at) => columns.slice(at + 1).map((to) => ({ from, to })));
  const letters = [series.base, series.best].map((index) => (index === null ? "" : letterOf(index))).sort();
  // Two are set against each other; before another pair is chosen, what is compared with and what is fastest.
  const { from: first, to: other } = pairs.find((pair) => pairName(pair) === chosen) ??
    pairs.find(({ from, to }) => from.letter === letters[0] && to.letter === letters[1]) ?? {
      from: columns[0],
      to: columns[1],
    };
  const changes = names.map((name) => Math.abs((other?.shares[name] ?? 0) - (first?.shares[name] ?? 0)));
  const mostChange = Math.max(...changes);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.scroller} tabIndex={0} aria-label="Where the time went">
      {pairs.length > 1 && first !== undefined && other !== undefined && (
        <PanelTools>
          <Choice
            label="Difference"
            options={pairs.map((pair) => ({ value: pairName(pair), label: pairName(pair) }))}
            value={pairName({ from: first, to: other })}
            onChange={setChosen}
            testId="difference-select"
          />
        </PanelTools>
      )}
      <table className={`${styles.table} ${styles.dense}`} data-testid="shares-table">
        <caption className="visually-hidden">What the workers' time went to</caption>
        <thead>
          <tr>
            <th scope="col">Where the time went</th>
            {columns.map(({ letter, point }) => (
              <th scope="col" key={letter} colSpan={2} className={styles.pair}>
                <strong>{letter}</strong> {point.label}
              </th>
            ))}
            {first !== undefined && other !== undefined && <th scope="col">{pairName({ from: first, to: other })}</th>}
            <th scope="col" className={styles.rest}>
              What it is
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" className={styles.share}>
                <Swatch category={shareWords[name].kind} />
                {shareWords[name].words}
              </th>
              {columns.map(({ letter, shares, all }) => (
                <Figures key={letter} ms={shares[name]} right={all > 0 ? formatShare(shares[name] / all) : ""} />
              ))}
              {first !== undefined && other !== undefined && (
                <Change by={other.shares[name] - first.shares[name]} most={mostChange} />
              )}
              <td className={`${styles.rest} ${styles.dim}`}>{shareWords[name].hint}</td>
            </tr>
          ))}
          <tr className={styles.sum}>
            <th scope="row">Lanes × wall time</th>
            {columns.map(({ letter, all, point }) => (
              <Figures key={letter} ms={all} right={lanesWords(point)} isStrong />
            ))}
            {first !== undefined && other !== undefined && <Change by={other.all - first.all} most={0} />}
            <td className={`${styles.rest} ${styles.dim}`}>Each column adds up exactly.</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

/** `A to C`. */
function pairName({ from, to }: { readonly from: Column; readonly to: Column }): string {
  return `${from.letter} to ${to.letter}`;
}

function lanesWords({ times }: SeriesPoint): string {
  const lanes = times?.lanes ?? 0;
  return lanes === 1 ? "1 lane" : `${lanes} lanes`;
}

interface FiguresProps {
  readonly ms: number;
  readonly right: string;
  readonly isStrong?: boolean;
}

function Figures({ ms, right, isStrong = false }: FiguresProps): ReactNode {
  return (
    <>
      <td className={`${styles.numeric} ${isStrong ? styles.strong : ""}`}>{ms === 0 ? "0" : formatMs(ms)}</td>
      <td className={`${styles.numeric} ${styles.dim}`}>{ms === 0 ? "" : right}</td>
    </>
  );
}

/** How much more or less, as a figure and as a bar to the right or left. @param most What fills half of the bar's width; 0 for no bar. */
function Change({ by, most }: { readonly by: number; readonly most: number }): ReactNode {
  const width = most > 0 ? (Math.abs(by) / most) * 50 : 0;
  return (
    <td className={styles.change}>
      <span className={styles.changeFigure}>{changeWords(by)}</span>
      <svg className={styles.changeBar} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect x="49.5" width="1" height="10" className={styles.axis} />
        <rect
          x={by > 0 ? 50 : 50 - width}
          width={width}
          y="1"
          height="8"
          className={by > 0 ? styles.moreBar : styles.lessBar}
        />
      </svg>
    </td>
  );
}

/** `+0.55 s`. */
function changeWords(by: number): string {
  return by === 0 ? "0" : `${by > 0 ? "+" : "−"}${formatMs(Math.abs(by))}`;
}
