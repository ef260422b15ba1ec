import type { ReactNode } from "react";
import styles from "./category-legend.module.css";
import { categoryWords, Swatch, type SwatchKind } from "./swatch";

const order: readonly SwatchKind[] = [
  "compute",
  "held",
  "lockWait",
  "dataWait",
  "serialize",
  "deserialize",
  "startStop",
  "between",
  "idle",
  "failed",
];

interface CategoryLegendProps {
  /** Places the list. */
  readonly className?: string | undefined;
  /** What to tell of; left out: all. */
  readonly kinds?: ReadonlySet<SwatchKind> | undefined;
}

/** What the timeline's colours and patterns stand for. */
export function CategoryLegend({ className, kinds }: CategoryLegendProps): ReactNode {
  return (
    <ul className={`${styles.legend} ${className ?? ""}`} aria-label="Colours and patterns">
      {order.map(
        (kind) =>
          (kinds === undefined || kinds.has(kind)) && (
            <li key={kind} className={styles.item}>
              <Swatch category={kind} />
              {categoryWords[kind]}
            </li>
          ),
      )}
    </ul>
  );
}
