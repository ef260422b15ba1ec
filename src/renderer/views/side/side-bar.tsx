import { ChevronDown, ChevronRight, LayoutGrid, PanelLeft } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useActions } from "../../actions/context";
import { useKeyOf } from "../../commands/registry";
import { IconButton } from "../../components/button";
import { Keys } from "../../components/keys";
import { usualWorkloads } from "../../setup/plan";
import { useAppStore } from "../../stores/app-store";
import { useDatasetStore, useRecents } from "../../stores/dataset-store";
import { useLayoutStore } from "../../stores/layout-store";
import { useProgramStore, useShownProgramId } from "../../stores/program-store";
import { useRunStore } from "../../stores/run-store";
import { useSeriesStore } from "../../stores/series-store";
import { useSetupStore } from "../../stores/setup-store";
import { useTraceFileStore } from "../../stores/trace-file-store";
import { Logo, ProgramIcon, WorkloadIcon } from "../icons";
import { useSideBarOpen } from "../shell/use-side-bar";
import { TraceRow } from "../traces/trace-row";
import { DatasetRow, OpeningRow, RecentRow, UploadRow } from "./dataset-rows";
import { Rail } from "./rail";
import { RunRow } from "./run-row";
import { SeriesRow } from "./series-row";
import styles from "./side-bar.module.css";

/** Data, workloads and runs at the left. */
export function SideBar(): ReactNode {
  const [open, setOpen] = useSideBarOpen();
  const sideBarKeys = useKeyOf("app.sideBar");
  if (!open) return <Rail onOpen={() => setOpen(true)} />;
  return (
    <nav className={styles.bar} aria-label="Data, workloads and runs">
      <header className={styles.brand}>
        <button
          type="button"
          className={styles.home}
          onClick={() => useLayoutStore.setState({ page: "start" })}
          aria-label="Lanescope, start page"
        >
          <Logo />
          Lanescope
        </button>
        <IconButton label="Collapse the side bar" keys={sideBarKeys} onClick={() => setOpen(false)}>
          <PanelLeft size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </header>
      <div className={styles.scroll}>
        <DropArea />
        <Datasets />
        <Recents />
        <Workloads />
        <Programs />
        <Traces />
        <Runs />
      </div>
    </nav>
  );
}

function DropArea(): ReactNode {
  const actions = useActions();
  const page = useLayoutStore((state) => state.page);
  // The start page is one large drop area itself.
  if (page === "start") return null;
  return (
    <div className={styles.drop}>
      <p className={styles.dropTitle}>Drop data, a program or a trace</p>
      <p>
        or{" "}
        <button type="button" className={styles.link} onClick={() => actions.chooseFiles()}>
          choose files…
        </button>
      </p>
    </div>
  );
}

function Datasets(): ReactNode {
  const { datasets, uploads, openings } = useDatasetStore();
  const chosen = useSetupStore((state) => state.datasetId);
  if (datasets.length + uploads.length + openings.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>Datasets</h2>
      <ul>
        {datasets.map((dataset) => (
          <DatasetRow key={dataset.id} dataset={dataset} chosen={dataset.id === chosen} />
        ))}
        {uploads.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
        {openings.map((opening) => (
          <OpeningRow key={opening.id} opening={opening} />
        ))}
      </ul>
    </section>
  );
}

/** Recent datasets that the side bar lists at most: the newest. */
const mostRecents = 5;

function Recents(): ReactNode {
  const recents = useRecents();
  if (recents.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>Recent data</h2>
      <ul>
        {recents.slice(0, mostRecents).map((recent) => (
          <RecentRow key={recent.path} recent={recent} />
        ))}
      </ul>
    </section>
  );
}

/** Workloads that the side bar lists at most: the catalogue has all of them. */
const mostWorkloads = 10;

function Workloads(): ReactNode {
  const actions = useActions();
  const workloads = useAppStore((state) => state.workloads);
  const { workloadId: chosen, datasetId } = useSetupStore();
  const page = useLayoutStore((state) => state.page);
  const keys = useKeyOf("app.catalogue");
  const dataset = useDatasetStore(({ datasets }) => datasets.find(({ id }) => id === datasetId));
  const listed = usualWorkloads(workloads, dataset).filter(({ id }, index) => index < mostWorkloads || id === chosen);
  return (
    <section>
      <h2 className={styles.heading}>Workloads</h2>
      <ul>
        {listed.map((workload) => (
          <li key={workload.id} className={styles.row}>
            <button
              type="button"
              className={styles.item}
              aria-current={workload.id === chosen ? "true" : undefined}
              onClick={() => actions.datasets.chooseWorkload(workload.id)}
              title={workload.summary}
            >
              <WorkloadIcon workload={workload} />
              <span className={styles.title}>{workload.title}</span>
            </button>
          </li>
        ))}
        {workloads.length > 0 && (
          <li className={styles.row}>
            <button
              type="button"
              className={styles.item}
              aria-current={page === "catalogue" ? "page" : undefined}
              onClick={() => useLayoutStore.setState({ page: "catalogue" })}
              title="Search and filter the workloads"
            >
              <LayoutGrid size={16} strokeWidth={1.5} aria-hidden />
              <span className={styles.title}>All {workloads.length} workloads…</span>
              {keys !== undefined && <Keys keys={keys} />}
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}

function Programs(): ReactNode {
  const actions = useActions();
  const all = useProgramStore((state) => state.programs);
  const programs = useMemo(() => all.filter(({ origin }) => origin !== "lesson"), [all]);
  const chosen = useProgramStore((state) => state.chosenId);
  const { page, programsOpen } = useLayoutStore();
  const shown = useShownProgramId();
  const runs = useRunStore((state) => state.runs.length);
  if (programs.length === 0) return null;
  const open = programsOpen ?? (runs === 0 || shown !== null);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <section>
      <h2 className={styles.heading}>
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={open}
          onClick={() => useLayoutStore.setState({ programsOpen: !open })}
        >
          Programs
          <span className={styles.count}>{programs.length}</span>
          <Chevron size={14} strokeWidth={1.5} aria-hidden />
        </button>
      </h2>
      <ul hidden={!open}>
        {programs.map((program) => (
          <li key={program.id} className={styles.row} data-testid="program-row">
            <button
              type="button"
              className={styles.item}
              aria-current={page === "program" && program.id === chosen ? "page" : undefined}
              onClick={() => actions.programs.choose(program.id)}
              title={program.origin === "file" ? program.path : program.summary}
            >
              <ProgramIcon />
              <span className={styles.title}>{program.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Traces(): ReactNode {
  const traces = useTraceFileStore((state) => state.traces);
  if (traces.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>Traces</h2>
      <ul>
        {traces.map((trace) => (
          <TraceRow key={trace.id} trace={trace} />
        ))}
      </ul>
    </section>
  );
}

function Runs(): ReactNode {
  const all = useRunStore((state) => state.runs);
  const series = useSeriesStore((state) => state.series);
  const runs = all.filter(({ seriesId }) => seriesId === null);
  const entries = [...runs, ...series].sort((a, b) => b.startedMs - a.startedMs);
  return (
    <section>
      <h2 className={styles.heading}>Runs</h2>
      {entries.length === 0 ? (
        <p className={styles.nothing}>Runs of this session stand here.</p>
      ) : (
        <ul>
          {entries.map((entry) =>
            "kind" in entry ? <SeriesRow key={entry.id} series={entry} /> : <RunRow key={entry.id} run={entry} />,
          )}
        </ul>
      )}
    </section>
  );
}
