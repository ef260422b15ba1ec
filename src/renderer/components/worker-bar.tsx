import type { ReactNode } from "react";
import { themeName, useThemeStore } from "../stores/theme-store";
import { darkTheme, lightTheme } from "../timeline";
import styles from "./worker-bar.module.css";

/** A worker's colour; those that are none have a neutral one. */
function useWorkerColour(): (number: number) => string {
  const { workers, idle } = useThemeStore(themeName) === "dark" ? coloursOf(darkTheme) : coloursOf(lightTheme);
  return (number) => (number > 0 ? (workers[(number - 1) % workers.length] ?? idle) : idle);
}

function coloursOf(theme: typeof darkTheme): { readonly workers: readonly string[]; readonly idle: string } {
  return { workers: theme.workers, idle: theme.borderControl };
}

/** A worker's colour beside its name. @param number 0 for what is no worker. */
export function WorkerSwatch({ number }: { readonly number: number }): ReactNode {
  const colourOf = useWorkerColour();
  return <span className={styles.swatch} style={{ background: colourOf(number) }} aria-hidden />;
}

interface WorkerBarProps {
  /** Parts of the whole, 0..1. */
  readonly shares: readonly { readonly number: number; readonly name: string; readonly share: number }[];
  /** The same in words. */
  readonly words: string;
  /** What stands beside the bar; empty: nothing. */
  readonly shown: string;
}

/** How something divides among workers, in their colours. */
export function WorkerBar({ shares, words, shown }: WorkerBarProps): ReactNode {
  const colourOf = useWorkerColour();
  return (
    <span className={styles.bar} title={words}>
      <span className={styles.track} aria-hidden>
        {shares.map(({ number, name, share }) => (
          <span key={name} className={styles.part} style={{ width: `${share * 100}%`, background: colourOf(number) }} />
        ))}
      </span>
      {shown === "" ? <span className="visually-hidden">{words}</span> : <span className={styles.shown}>{shown}</span>}
    </span>
  );
}
