import { GitCompareArrows } from "lucide-react";
import type { ReactNode } from "react";
import { twins } from "../../../shared/twins";
import { useActions } from "../../actions/context";
import { currentTimeline } from "../../commands/current-timeline";
import { commandById, useKeyOf } from "../../commands/registry";
import { Button } from "../../components/button";
import { Hint } from "../../components/hint";
import { IconMenu, MenuEntry, MenuGroup, MenuSeparator } from "../../components/icon-menu";
import { useSetupPlan } from "../../setup/plan";
import { useAppStore } from "../../stores/app-store";
import { useCompareStore } from "../../stores/compare-store";
import { useLayoutStore } from "../../stores/layout-store";
import styles from "./tool-bar.module.css";

/** Runs what is set up in all modes; further ways to compare behind an icon. */
export function CompareTools(): ReactNode {
  const actions = useActions();
  const { obstacle } = useSetupPlan();
  const page = useLayoutStore((state) => state.page);
  // The timeline's tools need the room.
  const look = page === "run" || page === "trace" || page === "series" ? styles.allModesAside : styles.allModes;
  const repeats = useCompareStore((state) => state.repeats);
  const ready = useAppStore((state) => state.ready && state.connected);
  const keys = useKeyOf("app.runAllModes");
  const often = repeats === 1 ? "once" : `${repeats ?? 0} times`;
  const hint = obstacle ?? `Run in every mode, ${often} each, and compare`;
  const isReady = ready && obstacle === null;
  return (
    <>
      <Hint text={hint} keys={obstacle === null ? keys : undefined}>
        <Button
          className={`${look} ${obstacle === null ? "" : styles.notYet}`}
          disabled={!ready}
          onClick={() => void actions.series.runAllModes()}
          data-testid="run-all-modes"
        >
          Run all modes
        </Button>
      </Hint>
      <IconMenu label="Compare runs" icon={<GitCompareArrows size={16} strokeWidth={1.5} aria-hidden />}>
        {isReady && (
          <>
            <CommandEntry id="app.runAllModes" />
            <CommandEntry id="app.sweep" />
            <MenuSeparator />
          </>
        )}
        <MenuGroup title="Twins: the same twice, but for one thing">
          {twins.map(({ id, title }) => (
            <MenuEntry key={id} text={title} onSelect={() => void actions.series.runTwins(id)} />
          ))}
        </MenuGroup>
      </IconMenu>
    </>
  );
}

function CommandEntry({ id }: { readonly id: string }): ReactNode {
  const actions = useActions();
  const hint = useKeyOf(id);
  const { title, run } = commandById(id);
  return (
    <MenuEntry
      text={title}
      {...(hint === undefined ? {} : { hint })}
      onSelect={() => run({ actions, timeline: currentTimeline() })}
    />
  );
}
