import { Play } from "lucide-react";
import type { ReactNode } from "react";
import { inputWords } from "../../../shared/contract/fit";
import type { Dataset, WorkloadInfo } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { CategoryLegend } from "../../components/category-legend";
import { Choice } from "../../components/choice";
import { type SetupPlan, takes, useSetupPlan } from "../../setup/plan";
import { useAppStore } from "../../stores/app-store";
import { useDatasetStore } from "../../stores/dataset-store";
import { useLayoutStore } from "../../stores/layout-store";
import { useProgramStore } from "../../stores/program-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { activeSeries, useSeriesStore } from "../../stores/series-store";
import { useSetupStore } from "../../stores/setup-store";
import { WorkloadIcon } from "../icons";
import { CommandKeys } from "../shell/command-keys";
import { Specimen } from "../start/specimen";
import { CompareForm } from "./compare-form";
import { DatasetCard } from "./dataset-card";
import { Offers } from "./offers";
import { ParameterForm } from "./parameter-form";
import styles from "./setup-page.module.css";

/** What the next run does, and on what. */
export function SetupPage(): ReactNode {
  const plan = useSetupPlan();
  const { workload, dataset } = plan;
  const offers = dataset !== undefined && (workload === undefined || workload.input !== "none");
  return (
    <main className={styles.page}>
      <div className={styles.columns}>
        <section className={styles.form} aria-label="Set up">
          {offers && <Offers dataset={dataset} workload={workload} />}
          {workload === undefined ? <NoWorkload /> : <WorkloadForm plan={plan} workload={workload} />}
        </section>
        <section className={styles.data} aria-label="Data">
          <DataSide plan={plan} />
        </section>
      </div>
    </main>
  );
}

function NoWorkload(): ReactNode {
  return (
    <>
      <h1 className={styles.title}>Choose a workload</h1>
      <p className={styles.lead}>What it does with the data, and what its timeline teaches, stands in the catalogue.</p>
      <div className={styles.run}>
        <Button onClick={() => useLayoutStore.setState({ page: "catalogue" })}>
          Browse the workloads…
          <CommandKeys id="app.catalogue" hidden />
        </Button>
      </div>
    </>
  );
}

function WorkloadForm({ plan, workload }: { readonly plan: SetupPlan; readonly workload: WorkloadInfo }): ReactNode {
  const busy = useBusy();
  const showsErrors = useSetupStore((state) => state.showsErrors);
  return (
    <>
      <h1 className={styles.title}>
        <WorkloadIcon workload={workload} />
        {workload.title}
      </h1>
      {workload.summary !== "" && <p className={styles.lead}>{workload.summary}</p>}
      {workload.input !== "none" && <DatasetField plan={plan} workload={workload} />}
      <ParameterForm plan={plan} workload={workload} />
      <RunRow plan={plan} />
      {showsErrors && plan.obstacle !== null && (
        <p className={styles.obstacle} role="alert">
          {plan.obstacle}
        </p>
      )}
      <CompareForm busy={busy} />
      {workload.lesson !== "" && (
        <>
          <h2 className={styles.heading}>What to look for</h2>
          <p className={styles.lead}>{workload.lesson}</p>
        </>
      )}
      <OwnSource workload={workload} />
    </>
  );
}

/** Where a workload of the user's own comes from. */
function OwnSource({ workload: { programId } }: { readonly workload: WorkloadInfo }): ReactNode {
  const actions = useActions();
  const program = useProgramStore(({ programs }) => programs.find(({ id }) => id === programId));
  if (program === undefined) return null;
  return (
    <>
      <h2 className={styles.heading}>Your own</h2>
      <p className={styles.lead}>
        From{" "}
        <button
          type="button"
          className={styles.link}
          onClick={() => actions.programs.choose(program.id)}
          title={program.path}
        >
          {program.name}
        </button>
        {program.isCopy
          ? ", as it was when you dropped it: drop it again after a change, or open it by its path."
          : ". Each run takes the file as it is then: save a change, and run again."}
      </p>
    </>
  );
}

function DatasetField({ plan, workload }: { readonly plan: SetupPlan; readonly workload: WorkloadInfo }): ReactNode {
  const datasets = useDatasetStore((state) => state.datasets);
  const fitting = datasets.filter((dataset) => takes(workload, dataset));
  const { dataset } = plan;
  const value = dataset !== undefined && takes(workload, dataset) ? dataset.id : null;
  if (fitting.length === 0) return null;
  return (
    <div className={styles.field}>
      <span className={styles.label} id="setup-dataset">
        Dataset
      </span>
      <Choice
        label="Dataset"
        bare
        options={fitting.map(({ id, name }) => ({ value: id, label: name }))}
        value={value}
        onChange={(datasetId) => useSetupStore.setState({ datasetId })}
      />
    </div>
  );
}

/** Whether something is at work: nothing else can be started then. */
function useBusy(): boolean {
  const running = useRunStore((state) => activeRun(state.runs) !== undefined);
  const comparing = useSeriesStore((state) => activeSeries(state.series) !== undefined);
  return running || comparing;
}

function RunRow({ plan }: { readonly plan: SetupPlan }): ReactNode {
  const actions = useActions();
  const busy = useBusy();
  const ready = useAppStore((state) => state.ready && state.connected);
  return (
    <div className={styles.run}>
      <Button
        look={plan.obstacle === null && !busy ? "primary" : "outline"}
        disabled={busy || !ready}
        onClick={() => void actions.runs.run()}
      >
        <Play size={14} strokeWidth={1.5} aria-hidden />
        Run
        {plan.obstacle === null && !busy && <CommandKeys id="app.run" onFill hidden />}
      </Button>
      {busy && <span className={styles.busy}>Another run is at work. It ends first, or you stop it.</span>}
    </div>
  );
}

function DataSide({ plan }: { readonly plan: SetupPlan }): ReactNode {
  const { workload, dataset } = plan;
  if (workload?.input === "none") return <NoDataNeeded />;
  const usable: Dataset | undefined =
    dataset !== undefined && (workload === undefined || takes(workload, dataset)) ? dataset : undefined;
  if (usable === undefined) return <NoData workload={workload} />;
  return <DatasetCard dataset={usable} parameters={plan.parameters} fields={plan.fields} />;
}

/** Where the dataset would stand: what the run's picture will say. */
function NoDataNeeded(): ReactNode {
  return (
    <div className={styles.none}>
      <p className={styles.lead}>This workload makes its own work; it needs no data.</p>
      <h2 className={styles.subheading}>How to read its timeline</h2>
      <Specimen />
      <CategoryLegend className={styles.legend} />
    </div>
  );
}

function NoData({ workload }: { readonly workload: WorkloadInfo | undefined }): ReactNode {
  const actions = useActions();
  const samples = useAppStore((state) => state.samples);
  const openSample = async (id: string): Promise<void> => {
    const dataset = await actions.datasets.openSample(id);
    if (dataset !== null) actions.datasets.choose(dataset.id);
  };
  return (
    <div className={styles.empty}>
      <h2>Drop {workload === undefined ? "data" : inputWords(workload.input)} here</h2>
      <Button onClick={() => actions.chooseFiles()}>
        Choose files…
        <CommandKeys id="app.open" hidden />
      </Button>
      {takesFolders(workload) && <Button onClick={() => actions.chooseFolder()}>Choose a folder…</Button>}
      {samples.length > 0 && (
        <p className={styles.lead}>
          Or take a sample:{" "}
          {samples.map((sample) => (
            <button key={sample.id} type="button" className={styles.link} onClick={() => void openSample(sample.id)}>
              {sample.name}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

/** Whether many files may be one dataset for it. */
function takesFolders(workload: WorkloadInfo | undefined): boolean {
  return workload === undefined || ["texts", "images", "idx"].includes(workload.input);
}
