import { Play } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { useActions } from "../../actions/context";
import { useKeyOf } from "../../commands/registry";
import { Keys } from "../../components/keys";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { WorkloadIcon } from "../icons";
import styles from "./start-page.module.css";
import { makeStarters, type Starter } from "./starters";

/** What runs with one press; the first one waits for Enter. */
export function StarterList(): ReactNode {
  const { samples, workloads } = useAppStore();
  const keys = useKeyOf("app.catalogue");
  const starters = makeStarters(samples, workloads);
  const list = useRef<HTMLUListElement>(null);
  const count = starters.length;
  useEffect(() => {
    // Enter runs the first sample at once, unless the user is at something already.
    const idle = document.activeElement === null || document.activeElement === document.body;
    if (count > 0 && idle) list.current?.querySelector("button")?.focus({ preventScroll: true });
  }, [count]);
  if (count === 0) return null;
  const move = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const at = document.activeElement instanceof HTMLElement ? buttons.indexOf(document.activeElement) : -1;
    const next = Math.max(0, Math.min(buttons.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)));
    buttons[next]?.focus();
  };
  return (
    <>
      <div className={styles.headingRow}>
        <h2 className={styles.heading}>Or start with one of these</h2>
        <button
          type="button"
          className={styles.catalogue}
          onClick={() => useLayoutStore.setState({ page: "catalogue" })}
        >
          All {workloads.length} workloads, and what they teach…
          {keys !== undefined && <Keys keys={keys} />}
        </button>
      </div>
      <ul ref={list} onKeyDown={move}>
        {starters.map((starter) => (
          <StarterRow key={`${starter.kind} ${starter.id}`} starter={starter} />
        ))}
      </ul>
    </>
  );
}

function StarterRow({ starter }: { readonly starter: Starter }): ReactNode {
  const { runs } = useActions();
  const run = (): void => {
    void (starter.kind === "sample" ? runs.runSample(starter.id) : runs.runWorkload(starter.id));
  };
  return (
    <li className={styles.starter}>
      <button type="button" className={styles.starterButton} onClick={run} title={starter.remark} data-testid="starter">
        <WorkloadIcon workload={starter.icon} />
        <span className={styles.starterTitle}>{starter.title}</span>
        <span className={styles.starterWords}>{starter.description}</span>
        <span className={styles.starterData}>{starter.data}</span>
        <span className={styles.starterRun}>
          <Play size={12} strokeWidth={1.5} fill="currentColor" aria-hidden className={styles.play} />
          Run
          <span className={styles.enter} aria-hidden="true">
            <Keys keys="Enter" onFill />
          </span>
        </span>
      </button>
    </li>
  );
}
