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
  // With the trace that it was made of: where another one is shown, the old snapshot is still there for a moment.
  const [taken, setTaken] = useState<{ readonly store: TraceStore; readonly snapshot: Snapshot } | null>(null);
  const reader = useRef(read);
  reader.current = read;
  useEffect(() => {
    if (store === null) {
      setTaken(null);
      return undefined;
    }
    let seen = -1;
    const look = (): void => {
      if (store.version === seen) return;
      seen = store.version;
      setTaken({ store, snapshot: reader.current(store) });
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [store]);
  return taken === null || taken.store !== store ? null : taken.snapshot;
}
