import { type ReactNode, useCallback, useMemo, useRef } from "react";
import { categoryWords, Swatch } from "../../components/swatch";
import { useSize } from "../../components/use-size";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { HoverInfo, SliceInfo } from "../../timeline";
import { formatDuration, formatPlace } from "../../timeline/format";
import styles from "./run-page.module.css";

/** CSS pixels between the pointer and the card. */
const gap = 14;
/** Between a lane and the card. */
const laneGap = 4;
/** The card's greatest width, CSS pixels. */
const widest = 340;
/** Its height without facts and that of each fact, as the style sheet gives them. */
const bareHeight = 42;
const factHeight = 18;

/** What the pointer is on. It stands below the lane or above it, so that it never covers what it tells of. */
export function HoverCard(): ReactNode {
  const hover = useTraceViewStore((state) => state.hover);
  const host = useRef<HTMLElement>(null);
  const size = useSize(host);
  const keepHost = useCallback((anchor: HTMLElement | null): void => {
    host.current = anchor?.parentElement ?? null;
  }, []);
  const slice = hover?.slice ?? null;
  const facts = useMemo(() => (slice === null ? [] : [...phaseFacts(slice), ...factsOf(slice)]), [slice]);
  // The pointer moves within a slice: the card moves, what it tells stays.
  const content = useMemo(() => slice !== null && <CardContent slice={slice} facts={facts} />, [slice, facts]);
  return (
    <div ref={keepHost} className={styles.cardAnchor} aria-hidden="true">
      {hover !== null && slice !== null && (
        <div
          className={styles.card}
          style={cardPlace(hover, size, bareHeight + facts.length * factHeight)}
          data-testid="hover-card"
        >
          {content}
        </div>
      )}
    </div>
  );
}

/**
 * Where the card goes, told without measuring it: that would lay out the page for each move of the pointer.
 *
 * @param size Of the host, CSS pixels.
 * @param height Of the card, CSS pixels.
 */
export function cardPlace(
  { x, top, bottom }: Pick<HoverInfo, "x" | "top" | "bottom">,
  size: { readonly width: number; readonly height: number },
  height: number,
): { readonly maxWidth: number; readonly transform: string } {
  const [toTheRight, toTheLeft] = [size.width - x - gap, x - gap];
  const isRight = toTheRight >= widest || toTheRight >= toTheLeft;
  const [below, above] = [size.height - bottom - laneGap, top - laneGap];
  const isBelow = below >= height || below >= above;
  const left = isRight ? `${x + gap}px` : `calc(${x - gap}px - 100%)`;
  // Where it fits on neither side it stands beside the pointer, so that all of it can be read.
  const lowest = Math.max(laneGap, size.height - height - laneGap);
  const down = isBelow ? `${Math.min(bottom + laneGap, lowest)}px` : `max(${laneGap}px, ${top - laneGap}px - 100%)`;
  return {
    maxWidth: Math.min(widest, (isRight ? toTheRight : toTheLeft) - laneGap),
    transform: `translate(${left}, ${down})`,
  };
}

function CardContent({ slice, facts }: { readonly slice: SliceInfo; readonly facts: readonly Fact[] }): ReactNode {
  return (
    <>
      <header className={styles.cardHead}>
        <Swatch category={slice.category} />
        <strong className={styles.cardName}>{slice.name === "" ? categoryWords[slice.category] : slice.name}</strong>
        <strong>{durationWords(slice)}</strong>
      </header>
      <dl className={styles.cardFacts}>
        {facts.map(({ label, value }) => (
          <div key={label} className={styles.cardFact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function durationWords(slice: SliceInfo): string {
  return slice.isMoment ? "moment" : formatDuration(slice.untilNs - slice.startNs);
}

interface Fact {
  readonly label: string;
  readonly value: string;
}

function phaseFacts({ inside }: SliceInfo): readonly Fact[] {
  return inside.map(({ name, ns }) => ({ label: name, value: formatDuration(ns) }));
}

/** How long a slice took; a moment takes no time. */
export function durationFacts(slice: SliceInfo): readonly Fact[] {
  return slice.isMoment ? [] : [{ label: "Duration", value: durationWords(slice) }];
}

/** A slice's facts in the order in which to show them. */
export function factsOf(slice: SliceInfo): readonly Fact[] {
  const facts = [...slice.detail];
  const has = (label: string): boolean => facts.some((fact) => fact.label === label);
  if (!facts.some((fact) => fact.value.includes(slice.laneName))) facts.push({ label: "Lane", value: slice.laneName });
  if (slice.attempt !== null && slice.attempt > 1 && !has("Attempt")) {
    facts.push({ label: "Attempt", value: String(slice.attempt) });
  }
  if (!has("Start")) facts.push({ label: "Start", value: formatPlace(slice.startNs, slice.untilNs - slice.startNs) });
  if (slice.endNs === null) facts.push({ label: "End", value: slice.openWords });
  return facts;
}
