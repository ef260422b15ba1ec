import { useLayoutStore } from "../stores/layout-store";
import { shownProgramId } from "../stores/program-store";
import { activeRun, useRunStore } from "../stores/run-store";
import { activeSeries, useSeriesStore } from "../stores/series-store";
import { useSetupStore } from "../stores/setup-store";
import { themeName, useThemeStore } from "../stores/theme-store";
import { toggleSideBar } from "../views/shell/use-side-bar";
import type { Command } from "./command";

const whileComparing = (): boolean => activeSeries(useSeriesStore.getState().series) !== undefined;
const always = (): boolean => true;
const whileRunning = (): boolean => activeRun(useRunStore.getState().runs) !== undefined || whileComparing();
const whileIdle = (): boolean => !whileRunning();
/** A program runs in one way only. */
const whileWorkload = (): boolean =>
  whileIdle() && shownProgramId() === null && useSetupStore.getState().workloadId !== null;

function app(id: string, title: string, keys: Command["keys"], run: Command["run"], applies = always): Command {
  return { id: `app.${id}`, title, group: "App", keys, scope: "anywhere", applies, run };
}

function open(dialog: NonNullable<ReturnType<typeof useLayoutStore.getState>["dialog"]>): () => void {
  return () => useLayoutStore.setState({ dialog });
}

/** What is not about one timeline. */
export const appCommands: readonly Command[] = [
  app("palette", "Find a command", ["Ctrl+K"], open("palette")),
  app("help", "Keys and help", ["?"], open("help")),
  app("open", "Choose files…", ["Ctrl+O"], ({ actions }) => actions.chooseFiles()),
  app("openFolder", "Choose a folder…", [], ({ actions }) => actions.chooseFolder()),
  app("catalogue", "Choose a workload…", ["N"], () => useLayoutStore.setState({ page: "catalogue" })),
  app("openPath", "Open by path…", [], open("path")),
  app(
    "run",
    "Run",
    ["Ctrl+Enter"],
    ({ actions }) => void (shownProgramId() !== null ? actions.programs.run() : actions.runs.run()),
    whileIdle,
  ),
  app("runAllModes", "Run all modes", [], ({ actions }) => void actions.series.runAllModes(), whileWorkload),
  app("sweep", "Sweep workers and chunk sizes", [], ({ actions }) => void actions.series.sweep(), whileWorkload),
  app(
    "stop",
    "Stop the run",
    ["Ctrl+."],
    ({ actions }) => void (whileComparing() ? actions.series : actions.runs).stop(),
    whileRunning,
  ),
  app("sideBar", "Open or collapse the side bar", ["Ctrl+B"], toggleSideBar),
  app(
    "source",
    "Show or hide the program's source",
    [],
    () => useLayoutStore.setState(({ sourceOpen }) => ({ sourceOpen: !sourceOpen })),
    () => useLayoutStore.getState().page === "run" && shownProgramId() !== null,
  ),
  app("learn", "Learn concurrency in twelve runs", [], () => useLayoutStore.setState({ page: "learn" })),
  app("start", "Show the start page", [], () => useLayoutStore.setState({ page: "start" })),
  app(
    "forgetConsents",
    "Take back what programs were allowed",
    [],
    ({ actions }) => void actions.programs.forgetConsents(),
  ),
  app("theme", "Change between light and dark theme", [], () =>
    useThemeStore.setState((state) => ({ choice: themeName(state) === "dark" ? "light" : "dark" })),
  ),
  app("about", "About Lanescope, log file", [], open("about")),
];
