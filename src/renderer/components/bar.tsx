import type { ReactNode } from "react";
import styles from "./bar.module.css";
import type { SwatchKind } from "./swatch";
import swatches from "./swatch.module.css";

interface BarProps {
  readonly category: SwatchKind;
  /** 0..1 of the full width. */
  readonly share: number;
}

/** A category's share as a bar; the figure stands beside it. */
export function Bar({ category, share }: BarProps): ReactNode {
  return (
    <span className={`${styles.track} ${swatches[category]}`} aria-hidden="true">
      <span className={styles.bar} style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </span>
  );
}
