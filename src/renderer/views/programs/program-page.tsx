import { CircleAlert, Play, ShieldAlert } from "lucide-react";
import { type ReactNode, useEffect, useId, useState } from "react";
import type { Program } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import controls from "../../components/controls.module.css";
import { Dialog } from "../../components/dialog";
import { sentence } from "../../notify";
import { lineIn } from "../../setup/place-in-source";
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
  const fault = useProgramStore(({ faults, chosenId }) => faults[chosenId ?? ""]);
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
          <p className={setup.lead}>{program.summary !== "" ? program.summary : placeOf(program)}</p>
          {program.kind === "workload" ? <WorkloadPart program={program} /> : <ProgramPart program={program} />}
        </section>
        <section className={styles.pageSource} aria-label="Source">
          <SourceView
            name={program.name}
            source={program.source}
            markedLine={fault === undefined ? null : lineIn(fault.message, program.name)}
          />
        </section>
      </div>
      <TrustDialog program={program} />
    </main>
  );
}

function placeOf({ origin, isCopy, name, path }: Program): string {
  if (origin !== "file") return "A bundled example.";
  return isCopy ? `${name}, as the browser gave it` : path;
}

function ProgramPart({ program }: { readonly program: Program }): ReactNode {
  return (
    <>
      <ParameterField program={program} />
      <RunRow />
      <h2 className={setup.heading}>How it runs</h2>
      <p className={setup.lead}>
        In a process of its own, which starts others. The timeline shows each of them, and the locks, values and queues
        that they share.
      </p>
    </>
  );
}

/** A workload of the user's before it is set up: nothing of it has run yet, or something is wrong with it. */
function WorkloadPart({ program }: { readonly program: Program }): ReactNode {
  const actions = useActions();
  const ready = useAppStore((state) => state.ready && state.connected);
  const fault = useProgramStore(({ faults }) => faults[program.id]);
  return (
    <>
      {fault !== undefined && (
        <p className={styles.fault} role="alert" data-testid="program-fault">
          <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
          {sentence(fault)}
        </p>
      )}
      <div className={setup.run}>
        <Button
          look="primary"
          disabled={!ready}
          onClick={() => void actions.programs.setUp(program.id)}
          data-testid="set-up-workload"
        >
          {fault === undefined ? "Set up" : "Try again"}
          <CommandKeys id="app.run" onFill hidden />
        </Button>
      </div>
      <h2 className={setup.heading}>A workload of your own</h2>
      <p className={setup.lead}>
        {fault === undefined
          ? "Its parameters become a form; then it runs in every mode, as the workloads that came with Lanescope."
          : "Change the file, save it, and try again."}
      </p>
    </>
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
  const [withChanges, setWithChanges] = useState(false);
  const close = (): void => useProgramStore.setState({ asksTrust: false });
  return (
    <Dialog title={`Run ${program.name}?`} open={open} onClose={close}>
      <div className={styles.trust}>
        <p className={styles.trustWords}>
          <ShieldAlert size={20} strokeWidth={1.5} aria-hidden />
          <span>
            <strong>
              {program.kind === "workload" ? "A workload of your own" : "A program"} can do everything that you can:
            </strong>{" "}
            read and delete your files, use the network, start other programs. Lanescope does not confine it. Run it
            only if you trust where it comes from.
          </span>
        </p>
        <p className={styles.trustPath}>{placeOf(program)}</p>
        <p className={setup.about}>
          You are asked once for each file, also after a restart, and again when it or a file that it imports has
          changed; what it uses of packages is not looked at. A TypeScript compiler that is installed beside it is run,
          too, to check its types. “Take back what programs were allowed” is a command.
        </p>
        {!program.isCopy && (
          <label className={styles.trustChanges}>
            <input
              type="checkbox"
              checked={withChanges}
              onChange={({ target }) => setWithChanges(target.checked)}
              data-testid="allow-changes"
            />
            I am writing this file: do not ask when I have changed it, until Lanescope ends.
          </label>
        )}
        <div className={styles.trustButtons}>
          <Button look="plain" onClick={close}>
            Cancel
          </Button>
          <Button
            look="primary"
            onClick={() => void actions.programs.allowAndRun(withChanges)}
            data-testid="allow-program"
          >
            Allow and run
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
