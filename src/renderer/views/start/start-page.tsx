import { FolderOpen, HardDrive } from "lucide-react";
import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { CategoryLegend } from "../../components/category-legend";
import { Keys } from "../../components/keys";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { CommandKeys } from "../shell/command-keys";
import { ExamplePrograms } from "./example-programs";
import { RecentData } from "./recent-data";
import { Specimen } from "./specimen";
import styles from "./start-page.module.css";
import { StarterList } from "./starter-list";

/** The first page: what to drop, what to try, how to read what comes. */
export function StartPage(): ReactNode {
  const actions = useActions();
  const shell = actions.client.shell;
  const fault = useAppStore((state) => state.fault);
  return (
    <main className={styles.page}>
      <div className={styles.area}>
        <div className={styles.column}>
          <h1 className={styles.title}>Drop data here, watch every process work on it</h1>
          <p className={styles.lead}>
            Tables (CSV, JSON, Parquet) and text of any size, a folder of images, a program (.ts, .js), a trace of
            another tool. They stay where they are
            {shell === "web" ? "; from a browser they are copied to the host, until you remove them" : ""}.
          </p>
          <p className={styles.lead}>
            New to this?{" "}
            <button type="button" className={styles.example} onClick={() => useLayoutStore.setState({ page: "learn" })}>
              Learn concurrency in twelve runs
            </button>
          </p>
          <div className={styles.actions}>
            <Button onClick={() => actions.chooseFiles()}>
              <FolderOpen size={16} strokeWidth={1.5} aria-hidden />
              Choose files…
              <CommandKeys id="app.open" hidden />
            </Button>
            {shell === "web" && (
              <Button look="plain" onClick={() => useLayoutStore.setState({ dialog: "path" })}>
                <HardDrive size={16} strokeWidth={1.5} aria-hidden />
                Open by path on the host…
              </Button>
            )}
            <ExamplePrograms />
          </div>
          <RecentData />
          {fault !== null && (
            <p className={styles.fault} role="alert">
              The engine does not answer: {fault.message}
            </p>
          )}
          <StarterList />
          <h2 className={styles.heading}>How to read a timeline</h2>
          <Specimen />
          <CategoryLegend className={styles.legend} />
          <ul className={styles.keys} aria-label="Keys">
            {keyHints.map(({ keys, does }) => (
              <li key={keys} className={styles.keyItem}>
                <Keys keys={keys} />
                {does}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </main>
  );
}

const keyHints = [
  { keys: "W S", does: "zoom" },
  { keys: "A D", does: "pan" },
  { keys: "F", does: "fit the selection" },
  { keys: "Ctrl+Enter", does: "run" },
  { keys: "?", does: "all keys" },
] as const;
