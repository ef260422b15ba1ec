import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { type ReactNode, useMemo, useRef } from "react";
import type { RecentDataset, WorkloadInfo } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { type Command, commandGroups } from "../../commands/command";
import { currentTimeline } from "../../commands/current-timeline";
import { keysOf } from "../../commands/keys";
import { commands } from "../../commands/registry";
import dialogs from "../../components/dialog.module.css";
import { Keys } from "../../components/keys";
import { useAppStore } from "../../stores/app-store";
import { useDatasetStore } from "../../stores/dataset-store";
import { useKeyStore } from "../../stores/key-store";
import { useLayoutStore } from "../../stores/layout-store";
import styles from "./command-palette.module.css";

function close(): void {
  useLayoutStore.setState({ dialog: null });
}

/** Every command that there is something to do for, found by typing. */
export function CommandPalette(): ReactNode {
  const open = useLayoutStore((state) => state.dialog === "palette");
  const chosen = useRef<Pick<Command, "run"> | null>(null);
  const actions = useActions();
  return (
    <BaseDialog.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      onOpenChangeComplete={(shown) => {
        const command = chosen.current;
        chosen.current = null;
        // Once the keyboard is back where it was: the command may take it elsewhere.
        if (!shown && command !== null) command.run({ actions, timeline: currentTimeline() });
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={dialogs.backdrop} />
        <BaseDialog.Popup className={`${dialogs.popup} ${styles.popup}`} aria-label="Commands">
          <Choices
            onChoose={(command) => {
              chosen.current = command;
              close();
            }}
          />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

interface Entry {
  readonly command: Pick<Command, "id" | "run">;
  readonly label: string;
  /** As the keys of a hint. */
  readonly keys: string;
}

interface EntryGroup {
  readonly value: string;
  readonly items: readonly Entry[];
}

/** A command for each recent dataset that is still there. */
function recentGroup(recents: readonly RecentDataset[]): EntryGroup {
  return {
    value: "Recent data",
    items: recents
      .filter(({ isThere }) => isThere)
      .map((recent) => ({
        command: { id: `recent.${recent.path}`, run: ({ actions }) => void actions.datasets.openRecent(recent) },
        label: `Open again: ${recent.name}`,
        keys: "",
      })),
  };
}

/** A command for each workload, which sets it up. */
function workloadGroup(workloads: readonly WorkloadInfo[]): EntryGroup {
  return {
    value: "Workloads",
    items: workloads.map(({ id, title }) => ({
      command: { id: `workload.${id}`, run: ({ actions }) => actions.datasets.chooseWorkload(id) },
      label: `Set up: ${title}`,
      keys: "",
    })),
  };
}

function Choices({ onChoose }: { readonly onChoose: (command: Pick<Command, "run">) => void }): ReactNode {
  const actions = useActions();
  const own = useKeyStore((state) => state.own);
  const workloads = useAppStore((state) => state.workloads);
  const recents = useDatasetStore((state) => state.recents);
  const groups = useMemo(() => {
    const context = { actions, timeline: currentTimeline() };
    const listed = commandGroups.map(
      (value): EntryGroup => ({
        value,
        items: commands
          .filter((command) => command.group === value && command.id !== "app.palette" && command.applies(context))
          .map((command) => ({ command, label: command.title, keys: keysOf(command, own).join(" ") })),
      }),
    );
    return [...listed, workloadGroup(workloads), recentGroup(recents)].filter(({ items }) => items.length > 0);
  }, [actions, own, workloads, recents]);
  return (
    <Autocomplete.Root open inline items={groups} autoHighlight="always" keepHighlight>
      <div className={styles.field}>
        <Search size={16} strokeWidth={1.5} aria-hidden />
        <Autocomplete.Input className={styles.input} aria-label="Find a command" placeholder="Find a command" />
      </div>
      <Autocomplete.Empty>
        <p className={styles.empty}>No command is called so.</p>
      </Autocomplete.Empty>
      <Autocomplete.List className={styles.list}>
        {(group: EntryGroup) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className={styles.group}>{group.value}</Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(entry: Entry) => (
                <Autocomplete.Item
                  key={entry.command.id}
                  value={entry}
                  className={styles.item}
                  onClick={() => onChoose(entry.command)}
                >
                  <span className={styles.words}>{entry.label}</span>
                  {entry.keys !== "" && <Keys keys={entry.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
