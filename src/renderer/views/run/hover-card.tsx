import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { categoryWords, Swatch } from "../../components/swatch";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { SliceInfo } from "../../timeline";
import { formatDuration, formatTime } from "../../timeline/format";
import styles from "./run-page.module.css";

/** CSS pixels between the pointer and the card. */
const gap = 14;

/** What the pointer is on. */
export function HoverCard(): ReactNode {
  const hover = useTraceViewStore((state) => state.hover);
  const card = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  const slice = hover?.slice ?? null;
  const x = hover?.x ?? 0;
  const y = hover?.y ?? 0;
  useLayoutEffect(() => {
    const element = card.current;
    const host = element?.parentElement;
    if (slice === null || element === null || host === null || host === undefined) return;
    const { offsetWidth, offsetHeight } = element;
    const left = x + gap + offsetWidth > host.clientWidth ? x - gap - offsetWidth : x + gap;
    const top = y + gap + offsetHeight > host.clientHeight ? y - gap - offsetHeight : y + gap;
    setPlace({ left: Math.max(4, left), top: Math.max(4, top) });
  }, [slice, x, y]);
  if (slice === null) return null;
  return (
    <div ref={card} className={styles.card} style={place} aria-hidden="true" data-testid="hover-card">
      <header className={styles.cardHead}>
        <Swatch category={slice.category} />
        <strong className={styles.cardName}>{slice.name === "" ? categoryWords[slice.category] : slice.name}</strong>
        <strong>{formatDuration(slice.untilNs - slice.startNs)}</strong>
      </header>
      <dl className={styles.cardFacts}>
        {[...phaseFacts(slice), ...factsOf(slice)].map(({ label, value }) => (
          <div key={label} className={styles.cardFact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface Fact {
  readonly label: string;
  readonly value: string;
}

function phaseFacts({ inside }: SliceInfo): readonly Fact[] {
  return inside.map(({ name, ns }) => ({ label: name, value: formatDuration(ns) }));
}

/** A slice's facts in the order in which to show them. */
export function factsOf(slice: SliceInfo): readonly Fact[] {
  const facts = [...slice.detail];
  const has = (label: string): boolean => facts.some((fact) => fact.label === label);
  if (!facts.some((fact) => fact.value.includes(slice.laneName))) facts.push({ label: "Lane", value: slice.laneName });
  if (slice.attempt !== null && slice.attempt > 1 && !has("Attempt")) {
    facts.push({ label: "Attempt", value: String(slice.attempt) });
  }
  if (!has("Start")) facts.push({ label: "Start", value: formatTime(slice.startNs, 1e5) });
  if (slice.endNs === null) facts.push({ label: "End", value: slice.openWords });
  return facts;
}
