import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Button } from "../../components/button";
import controls from "../../components/controls.module.css";
import { Dialog } from "../../components/dialog";
import { rearrange, useLaneStore } from "../../stores/lane-store";
import { type HeaderTarget, withName } from "../../timeline";
import styles from "./lane-tools.module.css";

function close(): void {
  useLaneStore.setState({ renaming: null });
}

/** Asks for another name for a lane. */
export function RenameLane({ traceId }: { readonly traceId: string }): ReactNode {
  const target = useLaneStore((state) => state.renaming);
  return (
    <Dialog title={`Rename ${target?.name ?? "lane"}`} open={target !== null} onClose={close}>
      {target !== null && <NameForm key={String(target.id)} traceId={traceId} target={target} />}
    </Dialog>
  );
}

function NameForm({ traceId, target }: { readonly traceId: string; readonly target: HeaderTarget }): ReactNode {
  const field = useId();
  const [name, setName] = useState(target.name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { id } = target;
    // A name that stands as it was is none that was given.
    if (typeof id === "number" && name.trim() !== target.name) rearrange(traceId, (now) => withName(now, id, name));
    close();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label htmlFor={field}>Name on the timeline and in its tables, in this window</label>
      <input
        id={field}
        className={controls.text}
        value={name}
        data-testid="lane-name"
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <p className={styles.note}>Empty gives it back its own name.</p>
      <div className={styles.buttons}>
        <Button type="button" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" look="primary">
          Rename
        </Button>
      </div>
    </form>
  );
}
