import type { ReactNode } from "react";
import type { CategoryName } from "../../shared/trace/records";
import styles from "./swatch.module.css";

/** What has a swatch: the categories, work while a lock is held, and the gaps within a task. */
export type SwatchKind = CategoryName | "held" | "between";

/** What the legend and the tables call it. */
export const categoryWords: Readonly<Record<SwatchKind, string>> = {
  task: "Task",
  compute: "Compute",
  held: "Holds a lock",
  lockWait: "Lock wait",
  dataWait: "Data wait",
  serialize: "Serialize",
  deserialize: "Deserialize",
  startStop: "Start, stop",
  between: "Between phases",
  idle: "Idle",
  failed: "Failed",
};

/** Its colour and pattern on the timeline, 10 px. The words stand beside it. */
export function Swatch({ category }: { readonly category: SwatchKind }): ReactNode {
  return (
    <svg className={styles[category]} width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
      <Pattern category={category} />
    </svg>
  );
}

function Pattern({ category }: { readonly category: SwatchKind }): ReactNode {
  if (category === "idle") return <path d="M0 5h10" className={styles.line} />;
  if (category === "between") return <path d="M0 5h2M4 5h2M8 5h2" className={styles.line} />;
  if (category === "held") {
    return (
      <>
        <rect width="10" height="10" rx="2" className={styles.fill} />
        <path d="M1 1.75h2M4 1.75h2M7 1.75h2M1 8.25h2M4 8.25h2M7 8.25h2" className={styles.dots} />
      </>
    );
  }
  const solid = category === "compute" || category === "serialize" || category === "deserialize" || category === "task";
  if (solid) return <rect width="10" height="10" rx="2" className={styles.fill} />;
  return (
    <>
      <rect x="0.5" y="0.5" width="9" height="9" rx="1.5" className={styles.tint} />
      {category === "lockWait" && <path d="M1 5.5 5.5 1M1.2 8.8 8.8 1.2M4.5 9 9 4.5" className={styles.stripe} />}
      {category === "dataWait" && <path d="M1 3.5h8M1 6.5h8" className={styles.line} />}
      {category === "failed" && <path d="M1 1l8 8M9 1 1 9" className={styles.line} />}
      <rect x="0.5" y="0.5" width="9" height="9" rx="1.5" className={styles.edge} />
    </>
  );
}
