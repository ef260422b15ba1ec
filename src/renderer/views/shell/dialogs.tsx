import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import controls from "../../components/controls.module.css";
import { Dialog } from "../../components/dialog";
import { Keys } from "../../components/keys";
import { useAppStore } from "../../stores/app-store";
import { useLayoutStore } from "../../stores/layout-store";
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
        <Help />
      </Dialog>
      <Dialog title="Open by path" open={dialog === "path"} onClose={close}>
        <OpenByPath />
      </Dialog>
      <Dialog title="About Lanescope" open={dialog === "about"} onClose={close}>
        <About />
      </Dialog>
    </>
  );
}

const keyGroups = [
  {
    title: "Anywhere",
    rows: [
      ["Ctrl+O", "choose files"],
      ["Ctrl+Enter", "run"],
      ["Ctrl+.", "stop the run"],
      ["Ctrl+B", "open or collapse the side bar"],
      ["T", "go to the timeline"],
      ["L", "back to live"],
      ["?", "this list"],
    ],
  },
  {
    title: "On the timeline",
    rows: [
      ["W S", "zoom in, zoom out"],
      ["A D", "move left, move right"],
      ["F", "show the selection, else the run"],
      ["0", "show the whole run"],
      [", .", "slice before, slice after"],
      ["[ ]", "back to what was selected, forward again"],
      ["↑ ↓", "lane above, lane below"],
      ["Shift+↑ Shift+↓", "from a phase to its task and back"],
      ["PageUp PageDown", "scroll the lanes"],
      ["Enter", "open or close a group of lanes"],
      ["Esc", "clear the selection"],
    ],
  },
  {
    title: "With the mouse",
    rows: [
      ["Wheel", "scroll the lanes"],
      ["Ctrl+Wheel", "zoom to the pointer"],
      ["Shift+Wheel", "move in time"],
      ["Drag", "select a stretch of time"],
      ["Drag+ruler", "move in time"],
    ],
  },
] as const;

function Help(): ReactNode {
  return (
    <div className={styles.help}>
      {keyGroups.map((group) => (
        <section key={group.title} className={styles.keyGroup}>
          <h3 className={styles.keyTitle}>{group.title}</h3>
          <dl>
            {group.rows.map(([keys, does]) => (
              <div key={keys} className={styles.keyRow}>
                <dt>
                  <Keys keys={keys} />
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className={styles.helpWords}>
        Solid slices work, with dotted edges while they hold a lock; hatched ones wait, outlined ones start or stop, a
        cross failed. A line is idle, a dashed one is between the phases of a task. A lane ends where its process ended.
      </p>
    </div>
  );
}

function OpenByPath(): ReactNode {
  const { openPath } = useActions();
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
    const problem = await openPath(wanted);
    setBusy(false);
    setError(problem);
    if (problem === null) close();
  };
  return (
    <form className={styles.pathForm} onSubmit={(event) => void submit(event)} noValidate>
      <label htmlFor={id}>Path of a file on the machine that runs Lanescope</label>
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
