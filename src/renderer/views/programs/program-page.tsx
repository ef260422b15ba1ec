import { Play, ShieldAlert } from "lucide-react";
import { type ReactNode, useEffect, useId } from "react";
import type { Program } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import controls from "../../components/controls.module.css";
import { Dialog } from "../../components/dialog";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { useProgramStore } from "../../stores/program-store";
import { activeRun, useRunStore } from "../../stores/run-store";
import { ProgramIcon } from "../icons";
import setup from "../setup/setup-page.module.css";
import { CommandKeys } from "../shell/command-keys";
import styles from "./programs.module.css";
import { SourceView } from "./source-view";

/** A program before it runs: what it is, what follows its name, its source. */
export function ProgramPage(): ReactNode {
  const program = useProgramStore(({ programs, chosenId }) => programs.find(({ id }) => id === chosenId));
  useEffect(() => {
    if (program === undefined) useLayoutStore.setState({ page: "start" });
  }, [program]);
  if (program === undefined) return null;
  return (
    <main className={setup.page}>
      <div className={setup.columns}>
        <section className={setup.form} aria-label="Program">
          <h1 className={setup.title}>
            <ProgramIcon />
            {program.name}
          </h1>
          <p className={setup.lead}>
            {program.summary !== "" ? program.summary : program.origin === "file" ? program.path : "A bundled example."}
          </p>
          <ParameterField program={program} />
          <RunRow />
          <h2 className={setup.heading}>How it runs</h2>
          <p className={setup.lead}>
            In a process of its own, which starts others. The timeline shows each of them, and the locks, values and
            queues that they share.
          </p>
        </section>
        <section className={styles.pageSource} aria-label="Source">
          <SourceView name={program.name} source={program.source} />
        </section>
      </div>
      <TrustDialog program={program} />
    </main>
  );
}

function ParameterField({ program }: { readonly program: Program }): ReactNode {
  const value = useProgramStore(({ parameters }) => parameters[program.id] ?? "");
  const id = useId();
  return (
    <div className={setup.field}>
      <label className={setup.label} htmlFor={id}>
        Arguments
      </label>
      <input
        id={id}
        className={controls.text}
        value={value}
        spellCheck={false}
        autoComplete="off"
        placeholder="none"
        onChange={({ target }) =>
          useProgramStore.setState(({ parameters }) => ({ parameters: { ...parameters, [program.id]: target.value } }))
        }
      />
      <p className={setup.about}>What follows the name on a command line.</p>
    </div>
  );
}

function RunRow(): ReactNode {
  const actions = useActions();
  const busy = useRunStore((state) => activeRun(state.runs) !== undefined);
  const ready = useAppStore((state) => state.ready && state.connected);
  return (
    <div className={setup.run}>
      <Button
        look={busy ? "outline" : "primary"}
        disabled={busy || !ready}
        onClick={() => void actions.programs.run()}
        data-testid="run-program"
      >
        <Play size={14} strokeWidth={1.5} aria-hidden />
        Run
        {!busy && <CommandKeys id="app.run" onFill hidden />}
      </Button>
      {busy && <span className={setup.busy}>Another run is at work. It ends first, or you stop it.</span>}
    </div>
  );
}

function TrustDialog({ program }: { readonly program: Program }): ReactNode {
  const actions = useActions();
  const open = useProgramStore((state) => state.asksTrust);
  const close = (): void => useProgramStore.setState({ asksTrust: false });
  return (
    <Dialog title={`Run ${program.name}?`} open={open} onClose={close}>
      <div className={styles.trust}>
        <p className={styles.trustWords}>
          <ShieldAlert size={20} strokeWidth={1.5} aria-hidden />
          <span>
            <strong>A program can do everything that you can:</strong> read and delete your files, use the network,
            start other programs. Lanescope does not confine it. Run it only if you trust where it comes from.
          </span>
        </p>
        <p className={styles.trustPath}>{program.path}</p>
        <p className={setup.about}>You are asked once for each file, and again when it has changed.</p>
        <div className={styles.trustButtons}>
          <Button look="plain" onClick={close}>
            Cancel
          </Button>
          <Button look="primary" onClick={() => void actions.programs.allowAndRun()} data-testid="allow-program">
            Allow and run
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
