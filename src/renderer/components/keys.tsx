import type { ReactNode } from "react";
import styles from "./keys.module.css";

interface KeysProps {
  readonly keys: string;
  /** They stand on a filled button. */
  readonly onFill?: boolean;
  /** They are no part of what the button around them is called. */
  readonly hidden?: boolean;
}

/** Keys to press, such as `Ctrl+O`: each on a cap of its own where they stand apart by spaces. */
export function Keys({ keys, onFill = false, hidden = false }: KeysProps): ReactNode {
  return (
    <span className={styles.keys} aria-hidden={hidden || undefined}>
      {keys.split(" ").map((key) => (
        <kbd key={key} className={onFill ? styles.onFill : styles.cap}>
          {key.replaceAll(/\+(?=.)/g, " ")}
        </kbd>
      ))}
    </span>
  );
}
