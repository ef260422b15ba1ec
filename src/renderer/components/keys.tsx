import type { ReactNode } from "react";
import styles from "./keys.module.css";

/** Keys to press, such as `Ctrl+O`: each on a cap of its own where they stand apart by spaces. */
export function Keys({ keys, onFill = false }: { readonly keys: string; readonly onFill?: boolean }): ReactNode {
  return (
    <span className={styles.keys}>
      {keys.split(" ").map((key) => (
        <kbd key={key} className={onFill ? styles.onFill : styles.cap}>
          {key.replaceAll("+", " ")}
        </kbd>
      ))}
    </span>
  );
}
