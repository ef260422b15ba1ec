import type { ReactNode } from "react";
import type { Series } from "../../../shared/contract/series";
import styles from "./tool-bar.module.css";

/** The series at work, to read only. */
export function SeriesSettings({ series }: { readonly series: Series }): ReactNode {
  const { title, done, total, points } = series;
  const facts = [
    { label: "Compare", value: title },
    { label: "Ways", value: String(points.length) },
    { label: "Runs", value: `${done} of ${total}` },
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value }) => (
        <div key={label} className={styles.fact}>
          <dt className={styles.factLabel}>{label}</dt>
          <dd className={styles.factValue} title={value}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
