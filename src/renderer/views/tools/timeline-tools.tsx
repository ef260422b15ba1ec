import { FileCode, Link, Redo2, Search, Spline, Undo2 } from "lucide-react";
import { type ReactNode, useDeferredValue } from "react";
import { useActions } from "../../actions/context";
import { currentTimeline } from "../../commands/current-timeline";
import { commandById, useKeyOf } from "../../commands/registry";
import { IconButton } from "../../components/button";
import { keepFocus } from "../../components/keep-focus";
import { useLayoutStore } from "../../stores/layout-store";
import { useShownProgramId } from "../../stores/program-store";
import { ColourMenu } from "./colour-menu";
import styles from "./tool-bar.module.css";

const icon = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const;

/** What is asked of a timeline often, for those who do not know its keys. Nothing while there is none. */
export function TimelineTools(): ReactNode {
  const shown = useLayoutStore(({ page }) => page === "run" || page === "trace" || page === "series");
  return shown ? <Tools /> : null;
}

function Tools(): ReactNode {
  const hasSource = useShownProgramId() !== null;
  // The timeline itself comes first.
  const isDue = useDeferredValue(true, false);
  if (!isDue) return null;
  return (
    <fieldset className={styles.timelineTools} aria-label="Timeline">
      <Tool id="timeline.search">
        <Search {...icon} />
      </Tool>
      <Tool id="timeline.viewBack" yields>
        <Undo2 {...icon} />
      </Tool>
      <Tool id="timeline.viewForward" yields>
        <Redo2 {...icon} />
      </Tool>
      <Tool id="timeline.toggleArrows" yields>
        <Spline {...icon} />
      </Tool>
      <Tool id="timeline.copyLink" yields>
        <Link {...icon} />
      </Tool>
      {hasSource && (
        <Tool id="app.source">
          <FileCode {...icon} />
        </Tool>
      )}
      <ColourMenu />
    </fieldset>
  );
}

interface ToolProps {
  /** Of the command that it does. */
  readonly id: string;
  /** Gives way where the window is narrow. */
  readonly yields?: boolean;
  readonly children: ReactNode;
}

function Tool({ id, yields = false, children }: ToolProps): ReactNode {
  const actions = useActions();
  const { title, run } = commandById(id);
  return (
    <IconButton
      label={title}
      keys={useKeyOf(id)}
      className={yields ? styles.yields : undefined}
      onMouseDown={keepFocus}
      onClick={() => run({ actions, timeline: currentTimeline() })}
    >
      {children}
    </IconButton>
  );
}
