import type { ReactNode } from "react";
import type { Run, RunSettings } from "../../../shared/contract/models";
import { formatSize, modeWords } from "../../format";
import { useWide } from "../shell/use-side-bar";
import styles from "./tool-bar.module.css";

/** `auto, 8 MB`. */
function chunkText(settings: RunSettings, run: Pick<Run, "chunkSizeUsed" | "progress">): string {
  const { chunkSize } = settings;
  const { unit } = run.progress;
  if (chunkSize !== "auto") return formatSize(chunkSize, unit);
  return run.chunkSizeUsed === null ? "auto" : `auto, ${formatSize(run.chunkSizeUsed, unit)}`;
}

/** How a workload's run was set up. */
export function settingFacts(run: Run): readonly { readonly label: string; readonly value: string }[] {
  const { settings } = run;
  if (settings === null) return [];
  return [
    { label: "Mode", value: modeWords[settings.mode] },
    { label: "Workers", value: String(settings.workers) },
    { label: "Chunk", value: chunkText(settings, run) },
  ];
}

/** The settings of the run at work, to read only. */
export function RunningSettings({ run }: { readonly run: Run }): ReactNode {
  const wide = useWide();
  const what = { label: run.settings === null ? "Program" : "Workload", value: run.title };
  const facts = [what, ...settingFacts(run)].map(({ label, value }) => ({
    label,
    value,
    bare: !wide && label !== "Workers" && label !== "Chunk",
  }));
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
