import { useEffect, useRef, useState } from "react";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { TraceStore } from "../../timeline";

/** Milliseconds between looks at a trace that grows all the time. */
const lookEveryMs = 250;

/**
 * What `read` makes of a run's trace, looked at a few times a second while it grows.
 *
 * @returns Null while the trace that is there is another run's.
 */
export function useTraceSnapshot<Snapshot>(runId: string, read: (store: TraceStore) => Snapshot): Snapshot | null {
  const store = useTraceViewStore((state) => (state.runId === runId ? state.store : null));
  const [snapshot, setSnapshot] = useState<Snapshot | null>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    if (store === null) {
      setSnapshot(null);
      return undefined;
    }
    let seen = -1;
    const look = (): void => {
      if (store.version === seen) return;
      seen = store.version;
      setSnapshot(reader.current(store));
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [store]);
  return snapshot;
}
