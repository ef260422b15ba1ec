import type { ReactNode } from "react";
import styles from "./specimen.module.css";

/** CSS pixels from the left of the lanes. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly text?: string;
}

const headerWidth = 136;
const laneWidth = 504;
const width = headerWidth + laneWidth;
const laneHeight = 42;

/** Two workers, their lock and their value, each with a sentence beside it. */
export function Specimen(): ReactNode {
  return (
    <figure className={styles.figure}>
      <svg width={width} height={160} viewBox={`0 0 ${width} 160`} className={styles.picture} aria-hidden="true">
        <defs>
          <pattern
            id="specimen-stripes"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="2" height="6" className={styles.lockInk} />
          </pattern>
          <pattern id="specimen-lines" width="4" height="4" patternUnits="userSpaceOnUse">
            <rect width="4" height="1" y="1" className={styles.dataInk} />
          </pattern>
        </defs>
        <rect width={headerWidth} height="160" className={styles.header} />
        {[0, 42, 84, 126, 159.5].map((y) => (
          <path key={y} d={`M0 ${y + 0.5}H${width}`} className={styles.rule} />
        ))}
        <Header y={0} number={1} text="worker 1" />
        <Header y={laneHeight} number={2} text="worker 2" />
        <text x="36" y="109" className={styles.name}>
          total lock
        </text>
        <text x="126" y="109" className={styles.kind} textAnchor="end">
          lock
        </text>
        <text x="36" y="147" className={styles.name}>
          total
        </text>
        <text x="126" y="147" className={styles.kind} textAnchor="end">
          value
        </text>
        <g transform={`translate(${headerWidth} 0)`}>
          <WorkerOne />
          <WorkerTwo />
          <SharedLanes />
        </g>
      </svg>
      <figcaption className={styles.captions}>
        <Caption title="A lane is one process" words="solid: it works; dotted: in a lock" />
        <Caption title="Hatched: it waits" words="for the total lock, or for data" />
        <Caption title="A lock has a lane too" words="who holds it, how many wait" />
        <Caption title="So has a shared value" words="" />
      </figcaption>
    </figure>
  );
}

function Caption({ title, words }: { readonly title: string; readonly words: string }): ReactNode {
  return (
    <p className={styles.caption}>
      <span className={styles.captionTitle}>{title}</span>
      {words !== "" && <span>{words}</span>}
    </p>
  );
}

function Header({ y, number, text }: { readonly y: number; readonly number: 1 | 2; readonly text: string }): ReactNode {
  return (
    <>
      <rect x="12" y={y + 13} width="16" height="16" rx="4" className={number === 1 ? styles.one : styles.two} />
      <text x="20" y={y + 25} className={number === 1 ? styles.onOne : styles.onTwo} textAnchor="middle">
        {number}
      </text>
      <text x="36" y={y + 25} className={styles.name}>
        {text}
      </text>
    </>
  );
}

function WorkerOne(): ReactNode {
  return (
    <g>
      <path d="M169 29.5H188" className={styles.between} />
      <path d="M322 29.5H392" className={styles.idle} />
      <Task from={58} to={322} text="chunk 0" y={4} />
      <Task from={393} to={laneWidth} text="chunk 2" y={4} />
      <Slice from={0} to={57} text="start" y={21} look="start" />
      <Slice from={58} to={72} y={21} look="deserialize" />
      <Slice from={73} to={168} text="work" y={21} look="compute" />
      <Slice from={189} to={304} text="work inside the lock" y={21} look="held" />
      <Slice from={305} to={322} y={21} look="serialize" />
      <rect x={189} y={38.5} width={115} height={2} className={styles.one} />
      <Slice from={393} to={446} text="read" y={21} look="data" />
      <Slice from={447} to={laneWidth} text="work" y={21} look="compute" />
    </g>
  );
}

function WorkerTwo(): ReactNode {
  return (
    <g>
      <path d="M438 71.5H456" className={styles.idle} />
      <Task from={76} to={438} text="chunk 1" y={46} />
      <Task from={457} to={laneWidth} text="3" y={46} />
      <Slice from={0} to={75} text="start" y={63} look="start" />
      <Slice from={76} to={90} y={63} look="deserialize" />
      <Slice from={91} to={185} text="work" y={63} look="compute" />
      <Slice from={186} to={304} text="wait total lock" y={63} look="lock" />
      <Slice from={305} to={420} text="work inside the lock" y={63} look="held" />
      <Slice from={421} to={438} y={63} look="serialize" />
      <rect x={305} y={80.5} width={115} height={2} className={styles.two} />
      <Slice from={457} to={471} y={63} look="deserialize" />
      <Slice from={472} to={laneWidth} y={63} look="compute" />
    </g>
  );
}

function SharedLanes(): ReactNode {
  return (
    <g>
      <path d={`M0 96.5H${laneWidth}`} className={styles.idle} />
      <rect x="189" y="88" width="115" height="16" rx="2" className={styles.one} />
      <text x="194" y="100" className={styles.onOne}>
        worker 1
      </text>
      <rect x="305" y="88" width="115" height="16" rx="2" className={styles.two} />
      <text x="310" y="100" className={styles.onTwo}>
        worker 2
      </text>
      <rect x="186.5" y="109.5" width="117" height="12" className={styles.lockTint} />
      <rect x="186.5" y="109.5" width="117" height="12" fill="url(#specimen-stripes)" className={styles.lockEdge} />
      <path d={`M0 151.5H304.5V143.5H420.5V134.5H${laneWidth}`} className={styles.step} />
      <rect x="303" y="154" width="2" height="5" className={styles.one} />
      <rect x="419" y="154" width="2" height="5" className={styles.two} />
      <text x="311" y="155" className={styles.kind}>
        1
      </text>
      <text x="427" y="146" className={styles.kind}>
        2
      </text>
    </g>
  );
}

function Task({ from, to, text, y }: Piece & { readonly y: number }): ReactNode {
  return (
    <>
      <rect x={from} y={y} width={to - from} height={15} className={styles.task} />
      <rect x={from} y={y} width={2} height={15} className={styles.taskEdge} />
      <text x={from + 8} y={y + 11.5} className={styles.taskName}>
        {text}
      </text>
    </>
  );
}

type Look = "compute" | "held" | "serialize" | "deserialize" | "start" | "lock" | "data";

function Slice({ from, to, text, y, look }: Piece & { readonly y: number; readonly look: Look }): ReactNode {
  const box = { x: from, y, width: to - from, height: 16, rx: 2 };
  const edge = { x: from + 0.5, y: y + 0.5, width: to - from - 1, height: 15, rx: 1.5 };
  const plate = text === undefined ? 0 : text.length * 5.6 + 8;
  return (
    <>
      {(look === "compute" || look === "serialize" || look === "deserialize") && (
        <rect {...box} className={styles[look]} />
      )}
      {look === "held" && (
        <>
          <rect {...box} className={styles.compute} />
          <path d={`M${from + 1} ${y + 2}H${to}M${from + 1} ${y + 14}H${to}`} className={styles.dots} />
        </>
      )}
      {look === "start" && <rect {...edge} className={styles.startEdge} />}
      {look === "lock" && (
        <>
          <rect {...edge} className={styles.lockTint} />
          <rect {...box} x={from + plate} width={to - from - plate} fill="url(#specimen-stripes)" />
          <rect {...edge} className={styles.lockEdge} />
        </>
      )}
      {look === "data" && (
        <>
          <rect {...edge} className={styles.dataTint} />
          <rect {...box} x={from + plate} width={to - from - plate} fill="url(#specimen-lines)" />
          <rect {...edge} className={styles.dataEdge} />
        </>
      )}
      {text !== undefined && (
        <text x={from + 5} y={y + 12} className={look === "compute" || look === "held" ? styles.onFill : styles.label}>
          {text}
        </text>
      )}
    </>
  );
}
