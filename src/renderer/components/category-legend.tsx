import type { ReactNode } from "react";
import type { CategoryName } from "../../shared/trace/records";
import styles from "./category-legend.module.css";
import { categoryWords, Swatch } from "./swatch";

const order: readonly CategoryName[] = [
  "compute",
  "lockWait",
  "dataWait",
  "serialize",
  "deserialize",
  "startStop",
  "idle",
  "failed",
];

/** What the timeline's colours and patterns stand for. @param className Places the list. */
export function CategoryLegend({ className }: { readonly className?: string | undefined }): ReactNode {
  return (
    <ul className={`${styles.legend} ${className ?? ""}`} aria-label="Colours and patterns">
      {order.map((category) => (
        <li key={category} className={styles.item}>
          <Swatch category={category} />
          {categoryWords[category]}
        </li>
      ))}
    </ul>
  );
}
