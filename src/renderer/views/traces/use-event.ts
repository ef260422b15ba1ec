import { useEffect, useState } from "react";
import { readEventAt } from "../../traces/event-text";
import type { TraceFile } from "../../traces/read-trace";

export type ReadEvent =
  | { readonly state: "reading" }
  | { readonly state: "read"; readonly event: Readonly<Record<string, unknown>> }
  | { readonly state: "failed"; readonly message: string };

/** The event at a byte of a trace's file, as the file has it: read when it is asked for. Null where there is none. */
export function useEvent(trace: TraceFile, place: number | null): ReadEvent | null {
  const [read, setRead] = useState<{ readonly place: number; readonly result: ReadEvent } | null>(null);
  useEffect(() => {
    if (place === null) return undefined;
    let isWanted = true;
    const put = (result: ReadEvent): void => {
      if (isWanted) setRead({ place, result });
    };
    readEventAt(trace, place).then(
      (event) => put(event === null ? { state: "failed", message: "the file has changed" } : { state: "read", event }),
      (error: unknown) => put({ state: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [trace, place]);
  if (place === null) return null;
  return read?.place === place ? read.result : { state: "reading" };
}
