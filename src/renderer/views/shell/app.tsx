import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { Unplug } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { type Actions, ActionsContext } from "../../actions/context";
import { DatasetActions } from "../../actions/dataset-actions";
import { FileActions } from "../../actions/file-actions";
import { ProgramActions } from "../../actions/program-actions";
import { RunActions } from "../../actions/run-actions";
import { SeriesActions } from "../../actions/series-actions";
import { TraceActions } from "../../actions/trace-actions";
import { ViewActions } from "../../actions/view-actions";
import { PopupLayer } from "../../components/popup-layer";
import { Toasts } from "../../components/toasts";
import type { Session } from "../../engine/session";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { CataloguePage } from "../catalogue/catalogue-page";
import { LearnPage } from "../learn/learn-page";
import { ProgramPage } from "../programs/program-page";
import { RunPage } from "../run/run-page";
import { SeriesPage } from "../series/series-page";
import { SetupPage } from "../setup/setup-page";
import { SideBar } from "../side/side-bar";
import { StartPage } from "../start/start-page";
import { StatusBar } from "../status/status-bar";
import { ToolBar } from "../tools/tool-bar";
import { TracePage } from "../traces/trace-page";
import { Dialogs } from "./dialogs";
import { DropLayer } from "./drop-layer";
import styles from "./shell.module.css";
import { useHotkeys } from "./use-hotkeys";

/** The whole window. */
export function App({ session }: { readonly session: Session }): ReactNode {
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const actions = useMemo((): Actions => {
    const datasets = new DatasetActions(session.client);
    const traces = new TraceActions(session);
    const chooseFiles = (): void => {
      traces.prepare();
      fileInput.current?.click();
    };
    const chooseFolder = (): void => folderInput.current?.click();
    const programs = new ProgramActions(session);
    const runs = new RunActions(session, datasets, programs);
    programs.onWorkload((workloadId) => datasets.chooseWorkload(workloadId));
    const views = new ViewActions(session, runs, traces);
    const files = new FileActions({ datasets, programs, traces, views });
    const series = new SeriesActions(session);
    const choosing = { chooseFiles, chooseFolder };
    return { client: session.client, datasets, programs, runs, series, traces, views, files, ...choosing };
  }, [session]);
  useEffect(() => actions.traces.prepareWhenIdle(), [actions]);
  const ready = useAppStore((state) => state.ready);
  useEffect(() => {
    // What to do with a file depends on the workloads there are: those come first.
    if (ready) return session.client.onOpenPaths((paths) => void actions.files.openPaths(paths));
    return undefined;
  }, [ready, session, actions]);
  return (
    // The style elements that this would add are refused by the content security policy; base.css has their rules.
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={500} closeDelay={0}>
        <ActionsContext value={actions}>
          <PopupLayer>
            <Window />
          </PopupLayer>
          <input
            ref={fileInput}
            type="file"
            multiple
            hidden
            aria-label="Files to open"
            onChange={({ currentTarget }) => {
              const chosen = [...(currentTarget.files ?? [])];
              // The same file may be chosen again.
              currentTarget.value = "";
              if (chosen.length > 0) actions.files.openFiles(chosen);
            }}
          />
          <input
            ref={(input) => {
              folderInput.current = input;
              // React knows no attribute for it.
              if (input !== null) input.webkitdirectory = true;
            }}
            type="file"
            hidden
            aria-label="Folder to open"
            onChange={({ currentTarget }) => {
              const chosen = [...(currentTarget.files ?? [])];
              currentTarget.value = "";
              if (chosen.length > 0) void actions.datasets.openChosenFolder(chosen);
            }}
          />
          <Dialogs />
          <DropLayer />
          <Toasts />
        </ActionsContext>
      </Tooltip.Provider>
    </CSPProvider>
  );
}

const pages = {
  start: StartPage,
  catalogue: CataloguePage,
  setup: SetupPage,
  program: ProgramPage,
  learn: LearnPage,
  run: RunPage,
  trace: TracePage,
  series: SeriesPage,
} as const;

// The same elements each time: they look for themselves at what they show, and need not be rendered where only the page changes.
const sideBar = <SideBar />;
const toolBar = <ToolBar />;
const statusBar = <StatusBar />;

function Window(): ReactNode {
  useHotkeys();
  const page = useLayoutStore((state) => state.page);
  const announcement = useAppStore((state) => state.announcement);
  const connected = useAppStore((state) => state.connected);
  const Page = pages[page];
  return (
    <div className={styles.app} data-testid="drop-target">
      <div className={styles.middle}>
        {sideBar}
        <div className={styles.work}>
          {toolBar}
          {!connected && (
            <p className={styles.lost} role="alert">
              <Unplug size={16} strokeWidth={1.5} aria-hidden />
              The connection to the host is lost. Runs go on there; this window catches up when it is back.
            </p>
          )}
          <Page />
        </div>
      </div>
      {statusBar}
      <p className="visually-hidden" aria-live="polite" data-testid="announcement">
        {announcement}
      </p>
    </div>
  );
}
