import type { ReactNode } from "react";
import type { Run } from "../../../shared/contract/models";
import { formatSize, modeWords } from "../../format";
import { workloadById } from "../../stores/app-store";
import { useWide } from "../shell/use-side-bar";
import styles from "./tool-bar.module.css";

/** `auto, 8 MB`. */
export function chunkText(run: Pick<Run, "settings" | "chunkSizeUsed" | "progress">): string {
  const { chunkSize, workload } = run.settings;
  const unit = workloadById(workload)?.chunkUnit ?? run.progress.unit;
  if (chunkSize !== "auto") return formatSize(chunkSize, unit);
  return run.chunkSizeUsed === null ? "auto" : `auto, ${formatSize(run.chunkSizeUsed, unit)}`;
}

/** The settings of the run at work, to read only. */
export function RunningSettings({ run }: { readonly run: Run }): ReactNode {
  const wide = useWide();
  const facts = [
    { label: "Workload", value: run.title, bare: !wide },
    { label: "Mode", value: modeWords[run.settings.mode], bare: !wide },
    { label: "Workers", value: String(run.settings.workers), bare: false },
    { label: "Chunk", value: chunkText(run), bare: false },
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(({ label, value, bare }) => (
        <div key={label} className={styles.fact}>
          <dt className={bare ? "visually-hidden" : styles.factLabel}>{label}</dt>
          <dd className={styles.factValue} title={value}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
