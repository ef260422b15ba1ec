import type { ReactNode } from "react";
import { type Topic, topicWords } from "../../../shared/contract/catalogue";
import { changeFilter } from "../../stores/catalogue-store";
import styles from "./catalogue-page.module.css";

/** What a timeline teaches; each leads to all that teach the same. */
export function Topics({ topics }: { readonly topics: readonly Topic[] }): ReactNode {
  return (
    <ul className={styles.topics} aria-label="Teaches">
      {topics.map((topic) => (
        <li key={topic}>
          <button type="button" className={styles.topic} onClick={() => changeFilter({ topics: new Set([topic]) })}>
            {topicWords[topic]}
          </button>
        </li>
      ))}
    </ul>
  );
}
