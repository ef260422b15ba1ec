import type { ReactNode } from "react";
import { CategoryLegend } from "../../components/category-legend";
import type { SwatchKind } from "../../components/swatch";
import { useLaneStore } from "../../stores/lane-store";
import { themeName, useThemeStore } from "../../stores/theme-store";
import {
  type Colouring,
  chunkColour,
  darkTheme,
  durationColours,
  durationSteps,
  lightTheme,
  nameColour,
  usualNames,
} from "../../timeline";
import { formatDuration } from "../../timeline/format";
import { useTraceSnapshot } from "../run/use-trace-snapshot";
import styles from "./colour-legend.module.css";

/** More names than that have no room; the others' colours are told where the pointer is. */
const mostNames = 6;

/** Kinds of work: what the colour of these tells is chosen. */
const work: readonly SwatchKind[] = ["task", "compute", "serialize", "deserialize"];

interface ColourLegendProps {
  readonly traceId: string | null;
  /** What of it occurs. */
  readonly kinds: ReadonlySet<SwatchKind>;
}

/** What the colours stand for. The tool bar chooses that. */
export function ColourLegend({ traceId, kinds }: ColourLegendProps): ReactNode {
  const colouring = useLaneStore((state) => state.colouring);
  const rest = new Set([...kinds].filter((kind) => !work.includes(kind)));
  return (
    <div className={styles.legend}>
      {colouring === "category" ? (
        <CategoryLegend className={styles.list} kinds={kinds} />
      ) : (
        <>
          <OwnColours colouring={colouring} traceId={traceId} />
          <CategoryLegend className={styles.list} kinds={rest} />
        </>
      )}
    </div>
  );
}

interface OwnColoursProps {
  readonly colouring: Exclude<Colouring, "category">;
  readonly traceId: string | null;
}

function OwnColours({ colouring, traceId }: OwnColoursProps): ReactNode {
  const theme = useThemeStore(themeName) === "dark" ? darkTheme : lightTheme;
  const names = useTraceSnapshot(traceId ?? "", namesOf) ?? [];
  const entries =
    colouring === "name"
      ? names.map((name) => ({ colour: nameColour(theme, name), label: name }))
      : colouring === "chunk"
        ? theme.workers.map((_colour, chunk) => ({
            colour: chunkColour(theme, chunk),
            label:
              chunk === 0 ? "chunk 0" : chunk === theme.workers.length - 1 ? `${chunk}, and again from 0` : `${chunk}`,
          }))
        : durationColours(theme).map((colour, step) => ({ colour, label: durationLabel(step) }));
  return (
    <ul className={styles.list} aria-label={`Colours by ${colouring}`} data-testid="own-colours">
      {entries.map(({ colour, label }) => (
        <li key={label} className={styles.entry}>
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <rect width="10" height="10" rx="2" fill={colour} />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

function namesOf(store: Parameters<typeof usualNames>[0]): readonly string[] {
  return usualNames(store, mostNames);
}

/** `< 10 µs`, and for the longest `1 s and more`. */
function durationLabel(step: number): string {
  const plain = (ns: number): string => formatDuration(ns).replace(/\.0+(?= )/, "");
  const limit = durationSteps[step];
  return limit === undefined ? `${plain(durationSteps[durationSteps.length - 1]!)} or more` : `< ${plain(limit)}`;
}
