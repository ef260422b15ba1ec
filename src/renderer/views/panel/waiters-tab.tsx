import { type ReactNode, useEffect, useMemo, useState } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { currentTimeline } from "../../commands/current-timeline";
import { useTraceViewStore } from "../../stores/trace-view-store";
import { layOutWaiters, type TraceStore, type WaiterEdge, type WaiterGraph, waitersAt } from "../../timeline";
import { formatDuration, formatTime } from "../../timeline/format";
import { useTraceSnapshot } from "../run/use-trace-snapshot";
import panel from "./bottom-panel.module.css";
import { WaiterPicture } from "./waiter-picture";
import styles from "./waiters.module.css";

/** Who waits for whom, now or where the pointer was last. */
export function WaitersTab({ run }: { readonly run: Run }): ReactNode {
  const store = useTraceViewStore((state) => (state.runId === run.id ? state.store : null));
  const version = useTraceSnapshot(run.id, versionOf);
  const atNs = useTime(store, version, isActive(run.state));
  // The store grows in place: its version says when there is more to see.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const graph = useMemo(
    () => (store === null || atNs === null ? null : waitersAt(store, atNs, store.endNs)),
    [store, atNs, version],
  );
  if (graph === null) return null;
  return (
    <div className={panel.split} data-testid="waiters">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard. */}
      <section className={styles.picture} tabIndex={0} aria-label="Who waits for whom, as a picture">
        {graph.edges.length === 0 ? (
          <p className={panel.message}>Nobody waits for a lock at {formatTime(graph.atNs, 1e6)}.</p>
        ) : (
          <WaiterPicture graph={graph} layout={layOutWaiters(graph)} />
        )}
      </section>
      <WaiterList graph={graph} />
    </div>
  );
}

/** The newest time while it is followed; else where the pointer was last, where the selection begins, or what was found. */
function useTime(store: TraceStore | null, version: number | null, live: boolean): number | null {
  const follows = useTraceViewStore((state) => state.following) && live;
  const pointerNs = useTraceViewStore((state) => state.hover?.timeNs ?? null);
  const selectedNs = useTraceViewStore(({ selection }) =>
    selection === null ? null : selection.kind === "slice" ? selection.slice.startNs : selection.range.fromNs,
  );
  const [keptNs, setKeptNs] = useState<number | null>(null);
  useEffect(() => {
    if (pointerNs !== null) setKeptNs(pointerNs);
  }, [pointerNs]);
  useEffect(() => {
    if (selectedNs !== null) setKeptNs(selectedNs);
  }, [selectedNs]);
  if (store === null || version === null) return null;
  if (follows) return store.endNs;
  const deadlock = store.findings().find(({ kind }) => kind === "deadlock");
  return pointerNs ?? keptNs ?? deadlock?.atNs ?? store.endNs;
}

/** The same in words, for everybody and for a screen reader. */
function WaiterList({ graph }: { readonly graph: WaiterGraph }): ReactNode {
  const nameOf = (laneId: number): string => graph.nodes.find((node) => node.laneId === laneId)?.name ?? "";
  const waits = graph.edges.filter(({ isWait }) => isWait);
  const holderOf = (lock: number): WaiterEdge | undefined =>
    graph.edges.find((edge) => !edge.isWait && edge.from === lock);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.list} tabIndex={0} aria-label="Who waits for whom">
      <header className={styles.head}>
        <h2 className={panel.title}>Who waits for whom</h2>
        <span className={panel.note}>at {formatTime(graph.atNs, 1e6)}</span>
      </header>
      {graph.sentences.map((sentence) => (
        <p key={sentence} className={`${styles.circle} ${styles.told}`} data-testid="waiters-circle">
          {sentence}
        </p>
      ))}
      <ul>
        {waits.map(({ from, to, sinceNs, ref, inCircle }) => {
          const holder = holderOf(to);
          return (
            <li key={`${from} ${to}`} className={styles.wait} data-testid="waiter">
              <span className={inCircle ? styles.circle : undefined}>
                {ref === null ? (
                  nameOf(from)
                ) : (
                  <button type="button" className={panel.link} onClick={() => currentTimeline()?.goTo(ref)}>
                    {nameOf(from)}
                  </button>
                )}{" "}
                waits for {nameOf(to)}, {holder === undefined ? "which nobody holds" : `held by ${nameOf(holder.to)}`}
              </span>
              <span className={styles.since}>{formatDuration(Math.max(0, graph.atNs - sinceNs))}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function versionOf(store: TraceStore): number {
  return store.version;
}
