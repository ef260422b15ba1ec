import { FileCode, FileSpreadsheet, History, LayoutGrid, PanelLeft, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { useKeyOf } from "../../commands/registry";
import { IconButton } from "../../components/button";
import { IconMenu, MenuEntry, MenuSeparator } from "../../components/icon-menu";
import { formatBytes } from "../../format";
import { useDatasetStore, useRecents } from "../../stores/dataset-store";
import { useLayoutStore } from "../../stores/layout-store";
import { useProgramStore } from "../../stores/program-store";
import { useRunStore } from "../../stores/run-store";
import { useSeriesStore } from "../../stores/series-store";
import { useTraceFileStore } from "../../stores/trace-file-store";
import { DatasetIcon, Logo, ProgramIcon, TraceIcon } from "../icons";
import { traceOutcome } from "../traces/trace-row";
import styles from "./rail.module.css";
import { runOutcome, settingsText } from "./run-row";
import { seriesOutcome, seriesText } from "./series-row";

/** The collapsed side bar: the same things behind icons. */
export function Rail({ onOpen }: { readonly onOpen: () => void }): ReactNode {
  const actions = useActions();
  const { datasets, uploads, openings } = useDatasetStore();
  const underWay = uploads.length + openings.length;
  const recents = useRecents().filter(({ isThere }) => isThere);
  const programs = useProgramStore((state) => state.programs);
  const all = useRunStore((state) => state.runs);
  const runs = all.filter(({ seriesId }) => seriesId === null);
  const series = useSeriesStore((state) => state.series);
  const traces = useTraceFileStore((state) => state.traces);
  return (
    <nav className={styles.rail} aria-label="Data, workloads and runs">
      <IconButton label="Start page" onClick={() => useLayoutStore.setState({ page: "start" })}>
        <Logo />
      </IconButton>
      <span className={styles.gap} />
      <IconButton label="Choose files…" keys={useKeyOf("app.open")} onClick={() => actions.chooseFiles()}>
        <Upload size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {datasets.length + recents.length > 0 && (
        <IconMenu label="Datasets" side="right" icon={<FileSpreadsheet size={16} strokeWidth={1.5} aria-hidden />}>
          {datasets.map((dataset) => (
            <MenuEntry
              key={dataset.id}
              icon={<DatasetIcon format={dataset.format} />}
              text={dataset.name}
              hint={formatBytes(dataset.size)}
              testId="dataset-row"
              onSelect={() => actions.datasets.choose(dataset.id)}
            />
          ))}
          {datasets.length > 0 && recents.length > 0 && <MenuSeparator />}
          {recents.map((recent) => (
            <MenuEntry
              key={recent.path}
              icon={<History size={16} strokeWidth={1.5} aria-hidden />}
              text={recent.name}
              hint={formatBytes(recent.size)}
              onSelect={() => void actions.datasets.openRecent(recent)}
            />
          ))}
        </IconMenu>
      )}
      <IconButton
        label="Workloads"
        keys={useKeyOf("app.catalogue")}
        onClick={() => useLayoutStore.setState({ page: "catalogue" })}
      >
        <LayoutGrid size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {programs.length > 0 && (
        <IconMenu label="Programs" side="right" icon={<FileCode size={16} strokeWidth={1.5} aria-hidden />}>
          {programs.map((program) => (
            <MenuEntry
              key={program.id}
              icon={<ProgramIcon />}
              text={program.name}
              onSelect={() => actions.programs.choose(program.id)}
            />
          ))}
        </IconMenu>
      )}
      {traces.length > 0 && (
        <IconMenu label="Traces" side="right" icon={<TraceIcon />}>
          {traces.map((trace) => (
            <MenuEntry
              key={trace.id}
              text={trace.name}
              hint={traceOutcome(trace)}
              onSelect={() => actions.traces.show(trace.id)}
            />
          ))}
        </IconMenu>
      )}
      {(runs.length > 0 || series.length > 0) && (
        <IconMenu label="Runs" side="right" icon={<History size={16} strokeWidth={1.5} aria-hidden />}>
          {[...series].reverse().map((one) => (
            <MenuEntry
              key={one.id}
              text={`${one.title}, ${seriesText(one)}`}
              hint={seriesOutcome(one)}
              onSelect={() => actions.series.show(one.id)}
            />
          ))}
          {[...runs].reverse().map((run) => (
            <MenuEntry
              key={run.id}
              text={`${run.number}  ${run.title}, ${settingsText(run)}`}
              hint={runOutcome(run)}
              onSelect={() => actions.runs.show(run.id)}
            />
          ))}
        </IconMenu>
      )}
      <span className={styles.space} />
      {underWay > 0 && (
        <output className={styles.uploads} aria-label={`${underWay} datasets under way`}>
          {underWay}
        </output>
      )}
      <IconButton label="Open the side bar" keys={useKeyOf("app.sideBar")} onClick={onOpen}>
        <PanelLeft size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
    </nav>
  );
}
