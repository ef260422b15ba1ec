import type { ReactNode } from "react";
import type { Run } from "../../../shared/contract/models";
import { type CategoryName, categories } from "../../../shared/trace/records";
import { Bar } from "../../components/bar";
import { categoryWords, Swatch } from "../../components/swatch";
import { formatBytes, formatCount, formatMs, formatShare } from "../../format";
import { workloadById } from "../../stores/app-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { RangeInfo, SliceInfo } from "../../timeline";
import { formatDuration, formatTime } from "../../timeline/format";
import { factsOf } from "../run/hover-card";
import { settingsText } from "../side/run-row";
import { chunkText } from "../tools/running-settings";
import styles from "./bottom-panel.module.css";

/** What is selected on the timeline; before that, the run itself. */
export function SelectionTab({ run }: { readonly run: Run }): ReactNode {
  const selection = useTraceViewStore((state) => (state.runId === run.id ? state.selection : null));
  if (selection?.kind === "slice") return <SliceFacts slice={selection.slice} />;
  if (selection?.kind === "range") return <RangeShares range={selection.range} />;
  return <RunFacts run={run} />;
}

interface Fact {
  readonly label: string;
  readonly value: string;
}

function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => [
        <dt key={`${label} name`}>{label}</dt>,
        <dd key={label} title={value}>
          {value}
        </dd>,
      ])}
    </dl>
  );
}

function RunFacts({ run }: { readonly run: Run }): ReactNode {
  const workload = workloadById(run.settings.workload);
  const parameters = Object.entries(run.settings.parameters)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => ({ label: name, value: String(value) }));
  const facts: readonly Fact[] = [
    ...(run.dataset === null
      ? []
      : [{ label: "Dataset", value: `${run.dataset.name}, ${formatBytes(run.dataset.size)}` }]),
    ...parameters,
    { label: "Mode", value: settingsText(run) },
    { label: "Chunk", value: chunkText(run) },
    { label: "Wall time", value: formatMs(run.wallMs) },
  ];
  return (
    <div className={styles.split}>
      <div className={styles.aside}>
        <h2 className={styles.title}>{run.title}</h2>
        <Facts facts={facts} />
      </div>
      <div className={styles.message}>
        <p>Nothing is selected. Click a slice, or drag over lanes, to see where the time went.</p>
        {workload !== undefined && (
          <p>
            <br />
            {workload.lesson}
          </p>
        )}
      </div>
    </div>
  );
}

function SliceFacts({ slice }: { readonly slice: SliceInfo }): ReactNode {
  const endNs = useTraceViewStore((state) =>
    slice.endNs === null && state.growth >= 0 ? state.store?.endNs : slice.endNs,
  );
  const facts: readonly Fact[] = [
    { label: "Duration", value: formatDuration((endNs ?? slice.startNs) - slice.startNs) },
    ...factsOf(slice),
    ...(slice.amount === null || slice.detail.some(({ value }) => value === formatCount(slice.amount ?? 0))
      ? []
      : [{ label: "Amount", value: formatCount(slice.amount) }]),
  ];
  return (
    <div className={styles.split} data-testid="selection">
      <div className={styles.aside}>
        <h2 className={styles.title}>
          <Swatch category={slice.category} />
          {slice.name === "" ? categoryWords[slice.category] : slice.name}
        </h2>
        <Facts facts={facts} />
      </div>
      <p className={styles.message}>
        Comma and full stop step to the slice before and after, Shift with the arrow keys goes between a task and its
        phases, F zooms to it.
      </p>
    </div>
  );
}

const shownCategories = (Object.keys(categories) as readonly CategoryName[]).filter((name) => name !== "task");

function RangeShares({ range }: { readonly range: RangeInfo }): ReactNode {
  const totals = shownCategories
    .map((category) => ({ category, ns: range.lanes.reduce((sum, lane) => sum + lane.shares[category], 0) }))
    .filter(({ ns }) => ns > 0)
    .sort((a, b) => b.ns - a.ns);
  const sum = totals.reduce((all, { ns }) => all + ns, 0);
  const most = totals[0]?.ns ?? 1;
  return (
    <div className={styles.split} data-testid="selection">
      <div className={styles.aside}>
        <h2 className={styles.title}>{formatDuration(range.toNs - range.fromNs)} selected</h2>
        <Facts
          facts={[
            { label: "From", value: formatTime(range.fromNs, 1e5) },
            { label: "To", value: formatTime(range.toNs, 1e5) },
            { label: "Lanes", value: formatCount(range.lanes.length) },
            { label: "Time of all lanes", value: formatDuration(sum) },
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard. */}
      <section className={`${styles.main} ${styles.scroll}`} tabIndex={0} aria-label="Where the time went">
        <table className={styles.grid}>
          <thead>
            <tr>
              <th scope="col">Where the time went</th>
              <th scope="col" className={styles.right}>
                Time
              </th>
              <th scope="col" className={styles.right}>
                Share
              </th>
              <th scope="col" className={styles.wide}>
                <span className="visually-hidden">Bar</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {totals.map(({ category, ns }) => (
              <tr key={category}>
                <td>
                  <span className={styles.cellIcon}>
                    <Swatch category={category} />
                    {categoryWords[category]}
                  </span>
                </td>
                <td className={styles.right}>{formatDuration(ns)}</td>
                <td className={styles.right}>{formatShare(ns / sum)}</td>
                <td className={styles.wide}>
                  <Bar category={category} share={ns / most} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
