import { Tabs } from "@base-ui/react/tabs";
import { type ReactNode, useState } from "react";
import { keepFocus } from "../../components/keep-focus";
import { Swatch } from "../../components/swatch";
import { formatBytes, formatCount, formatMs } from "../../format";
import { type PanelTab, useLayoutStore } from "../../stores/layout-store";
import { useMarks } from "../../stores/mark-store";
import type { OpenTrace } from "../../stores/trace-file-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { SliceInfo } from "../../timeline";
import panel from "../panel/bottom-panel.module.css";
import { EventsTab } from "../panel/events-tab";
import { MarksTab } from "../panel/marks-tab";
import { PanelToolsContext } from "../panel/panel-tools";
import { Aside, Facts, RangeShares } from "../panel/selection-tab";
import { StatisticsTab } from "../panel/statistics-tab";
import { durationFacts, factsOf } from "../run/hover-card";
import styles from "./traces.module.css";
import { useEvent } from "./use-event";

const tabs = [
  { value: "selection", words: "Selection" },
  { value: "statistics", words: "Statistics" },
  { value: "events", words: "Events" },
  { value: "marks", words: "Marks" },
] as const satisfies readonly { readonly value: PanelTab; readonly words: string }[];

/** What is known about a trace. */
export function TracePanel({ trace }: { readonly trace: OpenTrace }): ReactNode {
  const marks = useMarks(trace.marksKey);
  const tab = useLayoutStore((state) => state.tab);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const shown = tabs.filter(({ value }) => value !== "marks" || marks.length > 0);
  return (
    <Tabs.Root
      className={panel.panel}
      value={shown.some(({ value }) => value === tab) ? tab : "selection"}
      onValueChange={(chosen) => {
        const found = shown.find(({ value }) => value === chosen);
        if (found !== undefined) useLayoutStore.setState({ tab: found.value });
      }}
    >
      <div className={panel.head}>
        <Tabs.List className={panel.tabs} aria-label="About the trace" onMouseDown={keepFocus}>
          {shown.map(({ value, words }) => (
            <Tabs.Tab key={value} value={value} className={panel.tab} data-testid={`${value}-tab`}>
              {words}
              {value === "marks" && <span className={panel.badge}>{formatCount(marks.length)}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div ref={setTools} className={panel.tools} />
      </div>
      <PanelToolsContext.Provider value={tools}>
        <Tabs.Panel value="selection" className={panel.content}>
          <TraceSelection trace={trace} />
        </Tabs.Panel>
        <Tabs.Panel value="statistics" className={panel.content}>
          <StatisticsTab traceId={trace.id} whole="Whole trace" fileName={`${trace.name}-statistics`} />
        </Tabs.Panel>
        <Tabs.Panel value="events" className={panel.content}>
          <EventsTab traceId={trace.id} live={trace.state === "reading"} fileName={`${trace.name}-events`} />
        </Tabs.Panel>
        <Tabs.Panel value="marks" className={panel.content}>
          <MarksTab trace={trace.marksKey} />
        </Tabs.Panel>
      </PanelToolsContext.Provider>
    </Tabs.Root>
  );
}

/** What is selected; before that, the trace itself. */
function TraceSelection({ trace }: { readonly trace: OpenTrace }): ReactNode {
  const selection = useTraceViewStore((state) => (state.runId === trace.id ? state.selection : null));
  if (selection?.kind === "slice") return <EventFacts trace={trace} slice={selection.slice} />;
  if (selection?.kind === "range") return <RangeShares range={selection.range} />;
  return <TraceFacts trace={trace} />;
}

function EventFacts({ trace, slice }: { readonly trace: OpenTrace; readonly slice: SliceInfo }): ReactNode {
  const read = useEvent(trace.file, slice.place);
  const category = read?.state === "read" ? read.event.cat : undefined;
  return (
    <div className={panel.split} data-testid="selection">
      <Aside label="About the slice">
        <h2 className={panel.title}>
          <Swatch category={slice.category} />
          {slice.name === "" ? "without a name" : slice.name}
        </h2>
        <Facts
          facts={[
            ...durationFacts(slice),
            ...factsOf(slice),
            ...(typeof category === "string" && category !== "" ? [{ label: "Category", value: category }] : []),
          ]}
        />
      </Aside>
      {read !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
        <section className={styles.arguments} tabIndex={0} aria-label="Arguments" data-testid="event-arguments">
          <h3 className={panel.title}>Arguments</h3>
          {read.state === "reading" && <p className={panel.note}>Reading the file…</p>}
          {read.state === "failed" && <p className={panel.note}>They could not be read: {read.message}.</p>}
          {read.state === "read" && <EventArguments event={read.event} />}
        </section>
      )}
    </div>
  );
}

function EventArguments({ event }: { readonly event: Readonly<Record<string, unknown>> }): ReactNode {
  const { args } = event;
  const entries = typeof args === "object" && args !== null ? Object.entries(args) : [];
  if (entries.length === 0) return <p className={panel.note}>The event has none.</p>;
  if (entries.every(([, value]) => typeof value !== "object" || value === null)) {
    return <Facts facts={entries.map(([label, value]) => ({ label, value: String(value) }))} />;
  }
  return <pre className={styles.json}>{JSON.stringify(args, null, 2)}</pre>;
}

function TraceFacts({ trace }: { readonly trace: OpenTrace }): ReactNode {
  const { unshown, unmatchedEnds, unended, backwards } = trace.remarks;
  const remarks = [
    unshown > 0 ? `${formatCount(unshown)} events have no place on lanes, such as samples and memory dumps.` : "",
    unended > 0 ? `${formatCount(unended)} slices have no end; they are drawn up to the trace's.` : "",
    backwards > 0
      ? `${formatCount(backwards)} ${backwards === 1 ? "slice has" : "slices have"} a duration below zero, which cannot be: drawn without one.`
      : "",
    unmatchedEnds > 0 ? `${formatCount(unmatchedEnds)} ends have no beginning and are left out.` : "",
  ].filter((text) => text !== "");
  return (
    <div className={panel.split}>
      <Aside label="About the trace">
        <h2 className={panel.title}>{trace.name}</h2>
        <Facts
          facts={[
            { label: "File", value: formatBytes(trace.file.file.size) },
            { label: "Events", value: formatCount(trace.events) },
            ...(trace.state === "done" ? [{ label: "Read in", value: formatMs(trace.tookMs) }] : []),
          ]}
        />
        <p className={panel.note}>Click a slice, or drag over lanes, to see more of it.</p>
        {remarks.map((text) => (
          <p key={text} className={panel.note}>
            {text}
          </p>
        ))}
      </Aside>
    </div>
  );
}
