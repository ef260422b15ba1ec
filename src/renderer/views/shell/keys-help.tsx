import { Pencil, RotateCcw } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { type Chord, chordObstacle, chordOf } from "../../commands/chord";
import { type Command, commandGroups } from "../../commands/command";
import { commandAt, keysOf, withDefaultKeys, withKey } from "../../commands/keys";
import { commands } from "../../commands/registry";
import { Button } from "../../components/button";
import buttons from "../../components/button.module.css";
import controls from "../../components/controls.module.css";
import { Keys } from "../../components/keys";
import { announce } from "../../stores/app-store";
import { useKeyStore } from "../../stores/key-store";
import styles from "./keys-help.module.css";

const withTheMouse = [
  ["Wheel", "scroll the lanes"],
  ["Ctrl+Wheel", "zoom to the pointer"],
  ["Shift+Wheel", "move in time"],
  ["Drag", "select a stretch of time"],
  ["Drag+ruler", "move in time"],
  ["Drag+header", "put a lane to another place"],
  ["Double+click", "show the slice, else the whole run"],
  ["Shift+click", "measure time from there"],
  ["Click+flag", "write a note on a mark"],
] as const;

/** All keys by what they do, to look up and to change. */
export function KeysHelp(): ReactNode {
  const own = useKeyStore((state) => state.own);
  const [wanted, setWanted] = useState("");
  const [changing, setChanging] = useState<string | null>(null);
  const find = wanted.trim().toLowerCase();
  const fits = (command: Command): boolean =>
    command.title.toLowerCase().includes(find) ||
    keysOf(command, own).some((key) => key.toLowerCase() === find || key.toLowerCase().includes(`+${find}`));
  const shown = commands.filter(fits);
  const changedCount = Object.keys(own).length;
  return (
    <div className={styles.help}>
      <div className={styles.head}>
        <input
          className={controls.text}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          aria-label="Find a key or what it does"
          placeholder="Find a key or what it does"
          spellCheck={false}
          autoComplete="off"
        />
        {changedCount > 0 && (
          <Button
            onClick={() => {
              useKeyStore.setState({ own: {} });
              announce("All keys are as they came.");
            }}
          >
            Reset all keys
          </Button>
        )}
      </div>
      <div className={styles.groups}>
        {commandGroups.map((group) => {
          const members = shown.filter((command) => command.group === group);
          if (members.length === 0) return null;
          return (
            <section key={group} className={styles.group}>
              <h3 className={styles.title}>{group}</h3>
              <ul>
                {members.map((command) => (
                  <KeyRow
                    key={command.id}
                    command={command}
                    changing={changing === command.id}
                    onChange={(now) => setChanging(now ? command.id : null)}
                  />
                ))}
              </ul>
            </section>
          );
        })}
        {find === "" && (
          <section className={styles.group}>
            <h3 className={styles.title}>With the mouse, on the timeline</h3>
            <ul>
              {withTheMouse.map(([keys, does]) => (
                <li key={keys} className={styles.row}>
                  <span className={styles.keys}>
                    <Keys keys={keys} />
                  </span>
                  {does}
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {shown.length === 0 && <p className={styles.words}>No key and no command is called so.</p>}
      {find === "" && (
        <p className={styles.words}>
          Solid slices work, with dotted edges while they hold a lock; hatched ones wait, outlined ones start or stop, a
          cross failed. A line is idle, a dashed one is between the phases of a task. A lane ends where its process
          ended.
        </p>
      )}
    </div>
  );
}

interface KeyRowProps {
  readonly command: Command;
  readonly changing: boolean;
  readonly onChange: (changing: boolean) => void;
}

function KeyRow({ command, changing, onChange }: KeyRowProps): ReactNode {
  const own = useKeyStore((state) => state.own);
  const keys = keysOf(command, own);
  const changed = own[command.id] !== undefined;
  return (
    <li className={styles.row} data-testid="key-row">
      <span className={styles.keys}>
        {keys.length > 0 ? <Keys keys={keys.join(" ")} /> : <span className={styles.none}>none</span>}
      </span>
      <span className={styles.what}>{command.title}</span>
      {changed && (
        <button
          type="button"
          className={`${buttons.icon} ${styles.edit}`}
          aria-label={`Reset the keys of: ${command.title}`}
          title="Reset"
          onClick={() => useKeyStore.setState({ own: withDefaultKeys(commands, own, command) })}
        >
          <RotateCcw size={14} strokeWidth={1.5} aria-hidden />
        </button>
      )}
      <button
        type="button"
        className={`${buttons.icon} ${styles.edit} ${changed ? "" : styles.quiet}`}
        aria-label={`Change the keys of: ${command.title}`}
        aria-expanded={changing}
        title="Change"
        onClick={() => onChange(!changing)}
      >
        <Pencil size={14} strokeWidth={1.5} aria-hidden />
      </button>
      {changing && <KeyCapture command={command} onDone={() => onChange(false)} />}
    </li>
  );
}

/** Listens for the new keys of a command, and tells where another one has them. */
function KeyCapture({ command, onDone }: { readonly command: Command; readonly onDone: () => void }): ReactNode {
  const own = useKeyStore((state) => state.own);
  const [pressed, setPressed] = useState<Chord | null>(null);
  const holder = pressed === null ? undefined : commandAt(commands, own, pressed);
  const obstacle = pressed === null ? null : chordObstacle(pressed);
  const take = (chord: Chord): void => {
    useKeyStore.setState({ own: withKey(commands, own, command, chord) });
    announce(`${chord}: ${command.title}.`);
    onDone();
  };
  const press = (event: KeyboardEvent): void => {
    const chord = chordOf(event.nativeEvent);
    if (chord === null || chord === "Tab" || chord === "Shift+Tab") return;
    event.preventDefault();
    event.stopPropagation();
    // Not for the dialog either, which Escape would close.
    event.nativeEvent.stopImmediatePropagation();
    if (chord === "Esc") onDone();
    else if (chordObstacle(chord) === null && [undefined, command].includes(commandAt(commands, own, chord))) {
      take(chord);
    } else setPressed(chord);
  };
  return (
    <div className={styles.capture}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the user has just asked to press keys here.
        autoFocus
        readOnly
        className={`${controls.text} ${styles.pressed}`}
        value={pressed ?? ""}
        placeholder="Press the keys, Esc to leave"
        aria-label={`New keys of: ${command.title}`}
        onKeyDown={press}
      />
      {keysOf(command, own).length > 0 && (
        <Button
          onClick={() => {
            useKeyStore.setState({ own: { ...own, [command.id]: [] } });
            onDone();
          }}
        >
          No keys
        </Button>
      )}
      {pressed !== null && (
        <p className={styles.conflict} role="alert">
          {obstacle ?? `${pressed} is taken: ${holder?.title ?? ""}.`}
          {obstacle === null && <Button onClick={() => take(pressed)}>Use it here</Button>}
        </p>
      )}
    </div>
  );
}
