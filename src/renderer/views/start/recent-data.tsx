import type { ReactNode } from "react";
import { useActions } from "../../actions/context";
import { useRecents } from "../../stores/dataset-store";
import styles from "./start-page.module.css";

/** As many as fit into a line. */
const mostListed = 4;

/** A way back to the data of earlier sessions. */
export function RecentData(): ReactNode {
  const actions = useActions();
  const recents = useRecents().filter(({ isThere }) => isThere);
  if (recents.length === 0) return null;
  return (
    <section className={styles.recents} aria-label="Recent data">
      Open again:
      <ul className={styles.exampleList}>
        {recents.slice(0, mostListed).map((recent) => (
          <li key={recent.path}>
            <button
              type="button"
              className={styles.example}
              title={recent.path}
              onClick={() => void actions.datasets.openRecent(recent)}
            >
              {recent.name}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
