import { Tabs } from "@base-ui/react/tabs";
import { type ReactNode, useState } from "react";
import { isSeriesActive, type Series } from "../../../shared/contract/series";
import { twins } from "../../../shared/twins";
import { sharedError } from "../../series/shared-error";
import { hasChoice, mostShown, shownPoints } from "../../series/shown-points";
import { type PanelTab, useLayoutStore } from "../../stores/layout-store";
import { useSeriesStore } from "../../stores/series-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import panel from "../panel/bottom-panel.module.css";
import { PanelToolsContext } from "../panel/panel-tools";
import { RangeShares, SliceFacts } from "../panel/selection-tab";
import { StatisticsTab } from "../panel/statistics-tab";
import { ComparisonTable } from "./comparison-table";
import styles from "./series.module.css";
import { SharesTable } from "./shares-matrix";

const tabs = [
  { value: "comparison", words: "Comparison" },
  { value: "shares", words: "Where the time went" },
  { value: "selection", words: "Selection" },
  { value: "statistics", words: "Statistics" },
] as const satisfies readonly { readonly value: PanelTab; readonly words: string }[];

/** What came out of a series, and what is selected in its lanes. */
export function SeriesPanel({ series }: { readonly series: Series }): ReactNode {
  const tab = useLayoutStore((state) => state.tab);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  return (
    <Tabs.Root
      className={panel.panel}
      value={tabs.some(({ value }) => value === tab) ? tab : "comparison"}
      onValueChange={(chosen) => {
        const found = tabs.find(({ value }) => value === chosen);
        if (found !== undefined) useLayoutStore.setState({ tab: found.value });
      }}
    >
      <div className={panel.head}>
        <Tabs.List className={panel.tabs} aria-label="About the runs">
          {tabs.map(({ value, words }) => (
            <Tabs.Tab key={value} value={value} className={panel.tab} data-testid={`${value}-tab`}>
              {words}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <div ref={setTools} className={panel.tools} />
      </div>
      <PanelToolsContext.Provider value={tools}>
        <Tabs.Panel value="comparison" className={panel.content}>
          <div className={styles.stack}>
            <Conclusions series={series} />
            <ComparisonTable series={series} />
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="shares" className={panel.content}>
          <SharesTable series={series} />
        </Tabs.Panel>
        <Tabs.Panel value="selection" className={panel.content}>
          <Selected seriesId={series.id} />
        </Tabs.Panel>
        <Tabs.Panel value="statistics" className={panel.content}>
          <StatisticsTab traceId={series.id} whole="All runs" fileName={`series-${series.number}-statistics`} />
        </Tabs.Panel>
      </PanelToolsContext.Provider>
    </Tabs.Root>
  );
}

/** The most important sentence first; of twins also what to look for. */
function Conclusions({ series }: { readonly series: Series }): ReactNode {
  const { kind, title, conclusions, points } = series;
  const lesson = kind === "twins" ? twins.find((twin) => twin.title === title)?.teaches : undefined;
  const [first, ...others] = conclusions;
  const error = sharedError(series);
  const chosen = useSeriesStore((state) => state.chosen[series.id]);
  const choosing = !isSeriesActive(series) && hasChoice(series);
  if (first === undefined && lesson === undefined) return null;
  return (
    <div className={styles.conclusions} data-testid="conclusions">
      {first !== undefined && (
        <p>
          <strong>{first}</strong> {others.join(" ")}
        </p>
      )}
      {lesson !== undefined && <p className={styles.lesson}>{lesson}</p>}
      {error !== null && <p className={`${styles.lesson} ${styles.failed}`}>{error} So it was in every run.</p>}
      {choosing && (
        <p className={styles.lesson} data-testid="lanes-shown">
          Above are the lanes of {shownPoints(series, chosen).length} of {points.length} ways, {mostShown} at most:
          choose by their letters.
        </p>
      )}
    </div>
  );
}

function Selected({ seriesId }: { readonly seriesId: string }): ReactNode {
  const selection = useTraceViewStore((state) => (state.runId === seriesId ? state.selection : null));
  if (selection?.kind === "slice") return <SliceFacts slice={selection.slice} story={selection.story} />;
  if (selection?.kind === "range") return <RangeShares range={selection.range} />;
  return <p className={styles.hint}>Click a slice, or drag over lanes, to see more of it.</p>;
}
