import { GitCompareArrows } from "lucide-react";
import type { ReactNode } from "react";
import { isActive, type Run, type RunSettings } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { categoryWords, Swatch } from "../../components/swatch";
import { formatBytes, formatCell, formatCount, formatMs } from "../../format";
import { adoptSettings } from "../../setup/adopt";
import { fieldsOf } from "../../setup/parameters";
import { workloadById } from "../../stores/app-store";
import { useTraceViewStore } from "../../stores/trace-view-store";
import type { RangeInfo, SliceInfo, WaitStory } from "../../timeline";
import { formatDuration, formatPlace } from "../../timeline/format";
import { durationFacts, factsOf } from "../run/hover-card";
import { settingsText } from "../side/run-row";
import { settingFacts } from "../tools/running-settings";
import styles from "./bottom-panel.module.css";
import { HistoryButtons } from "./history-buttons";
import { HolderShares, PhaseShares, WorkerShares } from "./time-shares";
import { HoldersWork, WaitCauses } from "./wait-story";
import wait from "./wait-story.module.css";

/** What is selected on the timeline; before that, the run itself. */
export function SelectionTab({ run }: { readonly run: Run }): ReactNode {
  const selection = useTraceViewStore((state) => (state.runId === run.id ? state.selection : null));
  if (selection?.kind === "slice") return <SliceFacts slice={selection.slice} story={selection.story} />;
  if (selection?.kind === "range") return <RangeShares range={selection.range} />;
  return <RunFacts run={run} />;
}

interface Fact {
  readonly label: string;
  readonly value: string;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Aside({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling stretch must be reachable by keyboard.
    <section className={styles.aside} tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}

function RunFacts({ run }: { readonly run: Run }): ReactNode {
  const whole = useTraceViewStore((state) => state.wholes[run.id]);
  const facts: readonly Fact[] = [
    ...(run.dataset === null
      ? []
      : [{ label: "Dataset", value: `${run.dataset.name}, ${formatBytes(run.dataset.size)}` }]),
    ...parameterFacts(run),
    ...(run.settings === null ? [] : [{ label: "Mode", value: settingsText(run) }]),
    ...settingFacts(run).filter(({ label }) => label === "Chunk"),
    { label: "Wall time", value: formatMs(run.wallMs) },
  ];
  return (
    <div className={styles.split}>
      <Aside label="About the run">
        <h2 className={styles.title}>{run.title}</h2>
        <Facts facts={facts} />
        <p className={styles.note}>Click a slice, or drag over lanes, to see more of it.</p>
        {run.settings !== null && !isActive(run.state) && <CompareThis settings={run.settings} />}
      </Aside>
      {whole !== undefined && <WorkerShares range={whole} />}
    </div>
  );
}

/** Does the same in every mode. */
function CompareThis({ settings }: { readonly settings: RunSettings }): ReactNode {
  const actions = useActions();
  return (
    <Button
      className={styles.compareThis}
      onClick={() => {
        adoptSettings(settings);
        void actions.series.runAllModes();
      }}
      data-testid="compare-this"
    >
      <GitCompareArrows size={14} strokeWidth={1.5} aria-hidden />
      Compare this in all modes
    </Button>
  );
}

/** A run's parameters under the names that its form gives them. */
function parameterFacts({ settings, program }: Run): readonly Fact[] {
  if (settings === null) {
    const parameters = program?.parameters.join(" ") ?? "";
    return parameters === "" ? [] : [{ label: "Arguments", value: parameters }];
  }
  const workload = workloadById(settings.workload);
  const titles = new Map(workload === undefined ? [] : fieldsOf(workload).map(({ name, title }) => [name, title]));
  return Object.entries(settings.parameters)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => ({
      label: titles.get(name) ?? name,
      value: typeof value === "number" ? formatCell(value, "decimal") : String(value),
    }));
}

interface SliceProps {
  readonly slice: SliceInfo;
  readonly story: WaitStory | null;
}

export function SliceFacts({ slice, story }: SliceProps): ReactNode {
  const ns = slice.untilNs - slice.startNs;
  const facts: readonly Fact[] = [
    ...durationFacts(slice),
    ...factsOf(slice),
    ...(slice.amount === null ? [] : [{ label: "Amount", value: formatCount(slice.amount) }]),
  ];
  return (
    <div className={styles.split} data-testid="selection">
      <Aside label="About the slice">
        <header className={wait.head}>
          <h2 className={styles.title}>
            <Swatch category={slice.category} />
            {slice.name === "" ? categoryWords[slice.category] : slice.name}
          </h2>
          <HistoryButtons />
        </header>
        <Facts facts={facts} />
        {story !== null && <WaitCauses story={story} />}
      </Aside>
      {story === null || story.doing.length === 0 ? (
        <SliceParts slice={slice} ns={ns} />
      ) : (
        <div className={wait.stack}>
          <SliceParts slice={slice} ns={ns} />
          <HoldersWork story={story} />
        </div>
      )}
    </div>
  );
}

function SliceParts({ slice, ns }: { readonly slice: SliceInfo; readonly ns: number }): ReactNode {
  if (slice.inside.length > 0) return <PhaseShares slice={slice} ns={ns} />;
  return slice.category === "lockWait" ? <HolderShares slice={slice} ns={ns} /> : <SliceKeys />;
}

function SliceKeys(): ReactNode {
  return (
    <p className={styles.message}>
      Comma and full stop step to the slice before and after, Shift with the arrow keys goes between a task and its
      phases, F zooms to it.
    </p>
  );
}

export function RangeShares({ range }: { readonly range: RangeInfo }): ReactNode {
  return (
    <div className={styles.split} data-testid="selection">
      <Aside label="About the range">
        <h2 className={styles.title}>{formatDuration(range.toNs - range.fromNs)} selected</h2>
        <Facts
          facts={[
            { label: "From", value: formatPlace(range.fromNs, range.toNs - range.fromNs) },
            { label: "To", value: formatPlace(range.toNs, range.toNs - range.fromNs) },
          ]}
        />
        <p className={styles.note}>F zooms to it, Esc clears it.</p>
      </Aside>
      <WorkerShares range={range} />
    </div>
  );
}
