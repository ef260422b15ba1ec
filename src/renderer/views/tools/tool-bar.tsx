import { Play, Square } from "lucide-react";
import type { ReactNode } from "react";
import { maxWorkers, modes } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { useKeyOf } from "../../commands/registry";
import { Button } from "../../components/button";
import { Choice } from "../../components/choice";
import { Hint } from "../../components/hint";
import { NumberInput } from "../../components/number-input";
import { PopupPlace } from "../../components/popup-layer";
import { modeHints, modeWords } from "../../format";
import { fitsChosen, useSetupPlan, usualWorkloads, workersError } from "../../setup/plan";
import { useAppStore } from "../../stores/app-store";
import { useDatasetStore } from "../../stores/dataset-store";
import { useProgramStore, useShownProgramId } from "../../stores/program-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { activeSeries, useSeriesStore } from "../../stores/series-store";
import { useSetupStore } from "../../stores/setup-store";
import { useWide } from "../shell/use-side-bar";
import { AppMenus } from "./app-menus";
import { ChunkChooser } from "./chunk-chooser";
import { CompareTools } from "./compare-menu";
import { RunningSettings } from "./running-settings";
import { SeriesSettings } from "./series-settings";
import { TimelineTools } from "./timeline-tools";
import styles from "./tool-bar.module.css";

/** What to run and how, and the button that does it. */
export function ToolBar(): ReactNode {
  const run = useRunStore((state) => activeRun(state.runs));
  const series = useSeriesStore((state) => activeSeries(state.series));
  const programId = useShownProgramId();
  const isWorking = run !== undefined || series !== undefined;
  return (
    <header className={styles.bar}>
      <fieldset className={styles.settings} aria-label="Run settings">
        {series !== undefined ? (
          <SeriesSettings series={series} />
        ) : run !== undefined ? (
          <RunningSettings run={run} />
        ) : programId !== null ? (
          <ProgramSettings programId={programId} />
        ) : (
          <Settings />
        )}
        {isWorking ? (
          <StopButton isSeries={series !== undefined} stopping={(series ?? run)?.state === "stopping"} />
        ) : (
          <RunButton isProgram={programId !== null} />
        )}
        {!isWorking && programId === null && <CompareTools />}
      </fieldset>
      <div className={styles.end}>
        <TimelineTools />
        <AppMenus />
      </div>
      <PopupPlace className={styles.popups} />
    </header>
  );
}

const modeOptions = modes.map((mode) => ({ value: mode, label: modeWords[mode], hint: modeHints[mode] }));

function Settings(): ReactNode {
  const actions = useActions();
  const wide = useWide();
  const workloads = useAppStore((state) => state.workloads);
  const { workloadId, datasetId, mode, workers } = useSetupStore();
  const dataset = useDatasetStore(({ datasets }) => datasets.find(({ id }) => id === datasetId));
  return (
    <>
      <Choice
        label="Workload"
        bare={false}
        options={usualWorkloads(workloads, dataset).map((workload) => ({
          value: workload.id,
          label: workload.title,
          ...(fitsChosen(workload, dataset) ? {} : { hint: "does not fit" }),
        }))}
        value={workloadId}
        onChange={(id) => actions.datasets.chooseWorkload(id)}
        testId="workload-select"
        compact={!wide}
      />
      <Choice
        label="Mode"
        options={modeOptions}
        value={mode}
        onChange={(value) => {
          const chosen = modes.find((one) => one === value);
          if (chosen !== undefined) useSetupStore.setState({ mode: chosen });
        }}
        testId="mode-select"
        compact={!wide}
      />
      <NumberInput
        label="Workers"
        value={mode === "sequential" ? 1 : workers}
        disabled={mode === "sequential"}
        invalid={workersError({ mode, workers }) !== null}
        minimum={1}
        maximum={maxWorkers}
        onChange={(value) => {
          if (value !== null) useSetupStore.setState({ workers: value });
        }}
        testId="workers-input"
      />
      <ChunkChooser />
    </>
  );
}

/** Which program the button runs. */
function ProgramSettings({ programId }: { readonly programId: string }): ReactNode {
  const actions = useActions();
  const wide = useWide();
  const programs = useProgramStore((state) => state.programs);
  return (
    <Choice
      label="Program"
      bare={false}
      options={programs.map(({ id, name }) => ({ value: id, label: name }))}
      value={programId}
      onChange={(id) => actions.programs.choose(id)}
      testId="program-select"
      compact={!wide}
    />
  );
}

function RunButton({ isProgram }: { readonly isProgram: boolean }): ReactNode {
  const actions = useActions();
  const plan = useSetupPlan();
  const obstacle = isProgram ? null : plan.obstacle;
  const ready = useAppStore((state) => state.ready && state.connected);
  const keys = useKeyOf("app.run");
  return (
    <Hint text={obstacle ?? "Run"} keys={obstacle === null ? keys : undefined}>
      <Button
        look={obstacle === null && ready ? "primary" : "outline"}
        className={obstacle === null ? "" : styles.notYet}
        disabled={!ready}
        onClick={() => void (isProgram ? actions.programs : actions.runs).run()}
        data-testid="run-button"
      >
        <Play size={14} strokeWidth={1.5} aria-hidden />
        Run
      </Button>
    </Hint>
  );
}

interface StopButtonProps {
  readonly stopping: boolean;
  readonly isSeries: boolean;
}

function StopButton({ stopping, isSeries }: StopButtonProps): ReactNode {
  const actions = useActions();
  return (
    <Hint text={isSeries ? "Stop all runs; what was measured stays" : "Stop the run"} keys={useKeyOf("app.stop")}>
      <Button
        className={styles.stop}
        disabled={stopping}
        onClick={() => void (isSeries ? actions.series : actions.runs).stop()}
        data-testid="stop-button"
      >
        <Square size={10} strokeWidth={0} fill="currentColor" aria-hidden />
        {stopping ? "Stopping" : "Stop"}
      </Button>
    </Hint>
  );
}
