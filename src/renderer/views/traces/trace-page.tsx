import { type ReactNode, useDeferredValue, useEffect } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { formatBytes, formatEvents, formatPercent } from "../../format";
import { useLayoutStore } from "../../stores/layout-store";
import { type OpenTrace, useTraceFileStore } from "../../stores/trace-file-store";
import run from "../run/run-page.module.css";
import { TimelineView } from "../run/timeline-view";
import { TraceBanner } from "./trace-banner";
import { TracePanel } from "./trace-panel";
import { useArgumentSearch } from "./use-argument-search";

/** A trace of another tool: its timeline above, what is selected below. */
export function TracePage(): ReactNode {
  const id = useLayoutStore((state) => state.shownTraceId);
  const trace = useTraceFileStore(({ traces }) => traces.find((one) => one.id === id));
  useEffect(() => {
    if (trace === undefined) useLayoutStore.setState({ page: "start" });
  }, [trace]);
  return trace === undefined ? null : <OpenTracePage trace={trace} />;
}

function OpenTracePage({ trace }: { readonly trace: OpenTrace }): ReactNode {
  useArgumentSearch(trace);
  // The lanes come first: nothing of what is below is known before.
  const showsPanel = useDeferredValue(trace.isDrawn || trace.state !== "reading", false);
  return (
    <main className={run.page}>
      <h1 className="visually-hidden">Trace {trace.name}</h1>
      <TraceBanner trace={trace} />
      <Group orientation="vertical" className={run.group}>
        <Panel id="timeline" minSize="160px" className={run.timeline}>
          <TimelineView
            key={trace.id}
            subject={{
              id: trace.id,
              marksKey: trace.marksKey,
              live: false,
              estimateNs: null,
              progress: captionOf(trace),
              remaining: "",
            }}
          />
        </Panel>
        <Separator className={run.separator} aria-label="Height of the panel below" />
        <Panel id="panel" defaultSize="30%" minSize="96px" groupResizeBehavior="preserve-pixel-size">
          {showsPanel && <TracePanel trace={trace} />}
        </Panel>
      </Group>
    </main>
  );
}

/** What stands beside the overview, such as `54 % of 4.12 GB, 235 MB/s`. */
function captionOf({ state, bytes, events, tookMs, file }: OpenTrace): string {
  if (state !== "reading") return formatEvents(events);
  const rate = tookMs > 0 ? `, ${formatBytes((bytes / tookMs) * 1_000)}/s` : "";
  if (file.isPacked) return `${formatBytes(bytes)} unpacked${rate}`;
  return `${formatPercent(bytes / Math.max(1, file.file.size))} of ${formatBytes(file.file.size)}${rate}`;
}
