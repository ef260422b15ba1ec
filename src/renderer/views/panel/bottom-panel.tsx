import { Tabs } from "@base-ui/react/tabs";
import { type ReactNode, useState } from "react";
import { isActive, type Run } from "../../../shared/contract/models";
import { keepFocus } from "../../components/keep-focus";
import { formatCount } from "../../format";
import { panelTabs, type RunTab, useLayoutStore } from "../../stores/layout-store";
import { traceKey, useMarks } from "../../stores/mark-store";
import { useRunStore } from "../../stores/run-store";
import type { TraceStore } from "../../timeline";
import { useTraceSnapshot } from "../run/use-trace-snapshot";
import styles from "./bottom-panel.module.css";
import { EventsTab } from "./events-tab";
import { LocksTab } from "./locks-tab";
import { MarksTab } from "./marks-tab";
import { OutputTab } from "./output-tab";
import { PanelToolsContext } from "./panel-tools";
import { problemsOf } from "./problems-of";
import { ProblemsTab } from "./problems-tab";
import { ResultTab } from "./result-tab";
import { SelectionTab } from "./selection-tab";
import { StatisticsTab } from "./statistics-tab";
import { WaitersTab } from "./waiters-tab";

const words: Readonly<Record<RunTab, string>> = {
  selection: "Selection",
  statistics: "Statistics",
  locks: "Locks",
  waiters: "Waiters",
  events: "Events",
  result: "Result",
  output: "Output",
  problems: "Problems",
  marks: "Marks",
};

/** What is known about a run, by kind. */
export function BottomPanel({ run }: { readonly run: Run }): ReactNode {
  const tab = useLayoutStore((state) => state.tab);
  const output = useRunStore((state) => state.outputs[run.id]);
  const lines = (output?.lost ?? 0) + (output?.lines.length ?? 0);
  const problems = problemsOf(run);
  const marks = useMarks(traceKey(run));
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const hasLocks = useTraceSnapshot(run.id, someLock) === true;
  const lacks: Partial<Record<RunTab, boolean>> = {
    locks: !hasLocks,
    waiters: !hasLocks,
    marks: marks.length === 0,
    result: run.program !== null,
  };
  const tabs = panelTabs.filter((one) => lacks[one] !== true);
  const counts: Partial<Record<RunTab, number>> = { output: lines, problems: problems.length, marks: marks.length };
  return (
    <Tabs.Root
      className={styles.panel}
      value={tabs.some((one) => one === tab) ? tab : "output"}
      onValueChange={(value) => {
        const chosen = panelTabs.find((one) => one === value);
        if (chosen !== undefined) useLayoutStore.setState({ tab: chosen });
      }}
    >
      <div className={styles.head}>
        <Tabs.List className={styles.tabs} aria-label="About the run" onMouseDown={keepFocus}>
          {tabs.map((one) => {
            const count = counts[one] ?? 0;
            const look = one === "problems" && problems.some(({ severity }) => severity !== "note") ? styles.alarm : "";
            return (
              <Tabs.Tab key={one} value={one} className={styles.tab} data-testid={`${one}-tab`}>
                {words[one]}
                {count > 0 && <span className={`${styles.badge} ${look}`}>{formatCount(count)}</span>}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
        <div ref={setTools} className={styles.tools} />
      </div>
      <PanelToolsContext.Provider value={tools}>
        <Tabs.Panel value="selection" className={styles.content}>
          <SelectionTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="statistics" className={styles.content}>
          <StatisticsTab traceId={run.id} whole="Whole run" fileName={`run-${run.number}-statistics`} />
        </Tabs.Panel>
        <Tabs.Panel value="locks" className={styles.content}>
          <LocksTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="waiters" className={styles.content}>
          <WaitersTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="events" className={styles.content}>
          <EventsTab traceId={run.id} live={isActive(run.state)} fileName={`run-${run.number}-events`} />
        </Tabs.Panel>
        <Tabs.Panel value="result" className={styles.content}>
          <ResultTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="output" className={styles.content}>
          <OutputTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="problems" className={styles.content}>
          <ProblemsTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="marks" className={styles.content}>
          <MarksTab trace={traceKey(run)} />
        </Tabs.Panel>
      </PanelToolsContext.Provider>
    </Tabs.Root>
  );
}

function someLock(store: TraceStore): boolean {
  return store.lanes().some(({ kind }) => kind === "lock");
}
