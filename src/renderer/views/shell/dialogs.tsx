import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import controls from "../../components/controls.module.css";
import { Dialog } from "../../components/dialog";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
import { CommandPalette } from "./command-palette";
import { KeysHelp } from "./keys-help";
import styles from "./shell.module.css";

function close(): void {
  useLayoutStore.setState({ dialog: null });
}

/** The windows over the window; one at a time. */
export function Dialogs(): ReactNode {
  const dialog = useLayoutStore((state) => state.dialog);
  return (
    <>
      <Dialog title="Keys and help" open={dialog === "help"} onClose={close}>
        <KeysHelp />
      </Dialog>
      <CommandPalette />
      <Dialog title="Open by path" open={dialog === "path"} onClose={close}>
        <OpenByPath />
      </Dialog>
      <Dialog title="About Lanescope" open={dialog === "about"} onClose={close}>
        <About />
      </Dialog>
    </>
  );
}

function OpenByPath(): ReactNode {
  const { files } = useActions();
  const [path, setPath] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wanted = path.trim();
    if (wanted === "") {
      setError("A path is needed.");
      return;
    }
    setBusy(true);
    const problem = await files.openPath(wanted);
    setBusy(false);
    setError(problem);
    if (problem === null) close();
  };
  return (
    <form className={styles.pathForm} onSubmit={(event) => void submit(event)} noValidate>
      <label htmlFor={id}>Path of a file on the machine that runs Lanescope, or a link to a view</label>
      <input
        id={id}
        className={`${controls.text} ${styles.path}`}
        value={path}
        onChange={(event) => setPath(event.target.value)}
        placeholder="/home/me/orders.csv"
        aria-invalid={error === null ? undefined : true}
        aria-describedby={error === null ? undefined : `${id}-error`}
        spellCheck={false}
        autoComplete="off"
      />
      {error !== null && (
        <p className={styles.error} id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      <div className={styles.formButtons}>
        <Button look="plain" onClick={close}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={busy}>
          Open
        </Button>
      </div>
    </form>
  );
}

function About(): ReactNode {
  const info = useAppStore((state) => state.info);
  if (info === null) return <p>The engine does not answer.</p>;
  return (
    <dl className={styles.about}>
      <dt>Version</dt>
      <dd>{info.version}</dd>
      <dt>Shell</dt>
      <dd>{info.shell === "electron" ? "desktop app" : "web host"}</dd>
      <dt>Platform</dt>
      <dd>
        {info.platform}, {info.processors} {info.processors === 1 ? "processor" : "processors"}
      </dd>
      <dt>Shared memory</dt>
      <dd>{info.sharedMemory === "native" ? "native" : "brokered: through the parent process"}</dd>
      <dt>Log file</dt>
      <dd className={styles.logFile}>{info.logFile === "" ? "none" : info.logFile}</dd>
      {info.notices.length > 0 && (
        <>
          <dt>Notes</dt>
          <dd>{info.notices.join(" ")}</dd>
        </>
      )}
      <dt>Licence</dt>
      <dd>MIT</dd>
    </dl>
  );
}
