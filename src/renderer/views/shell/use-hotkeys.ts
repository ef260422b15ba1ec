import { useEffect } from "react";
import { type Actions, useActions } from "../../actions/context";
import { useLayoutStore } from "../../stores/layout-store";
import { shownProgramId } from "../../stores/program-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { currentTimeline } from "../run/timeline-commands";
import { useSideBarOpen } from "./use-side-bar";

const typingInto = 'input, textarea, [contenteditable="true"], [role="listbox"], [role="menu"]';

function runWhatIsShown({ programs, runs }: Actions): Promise<void> {
  return shownProgramId() !== null ? programs.run() : runs.run();
}

/** The window's keys; the timeline has more of its own while it has the focus. */
export function useHotkeys(): void {
  const actions = useActions();
  const [sideBarOpen, setSideBarOpen] = useSideBarOpen();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || useLayoutStore.getState().dialog !== null) return;
      const command = event.ctrlKey || event.metaKey;
      if (command && !event.altKey && !event.shiftKey) {
        if (event.key === "o") actions.chooseFiles();
        else if (event.key === "Enter") void runWhatIsShown(actions);
        else if (event.key === "." && activeRun(useRunStore.getState().runs) !== undefined) void actions.runs.stop();
        else if (event.key === "b") setSideBarOpen(!sideBarOpen);
        else return;
        event.preventDefault();
        return;
      }
      if (command || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(typingInto) !== null) return;
      if (event.key === "?") useLayoutStore.setState({ dialog: "help" });
      else if (event.key === "l" && currentTimeline() !== null) currentTimeline()?.backToLive();
      else if (event.key === "t" && currentTimeline() !== null) currentTimeline()?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [actions, sideBarOpen, setSideBarOpen]);
}
