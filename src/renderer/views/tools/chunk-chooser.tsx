import type { ReactNode } from "react";
import { Choice } from "../../components/choice";
import { NumberInput } from "../../components/number-input";
import { byteUnits, usualChunk } from "../../setup/chunk-size";
import { chunkUnitOf } from "../../setup/plan";
import { useAppStore } from "../../stores/app-store";
import { useDatasetStore } from "../../stores/dataset-store";
import { useSetupStore } from "../../stores/setup-store";
import styles from "./tool-bar.module.css";

const kinds = [
  { value: "auto", label: "auto", hint: "by data and workers" },
  { value: "custom", label: "custom", hint: "a size of your own" },
] as const;

const units = byteUnits.map((unit) => ({ value: unit, label: unit }));

/** How much of the work a worker gets at a time. */
export function ChunkChooser(): ReactNode {
  const { chunk, workloadId, datasetId } = useSetupStore();
  const workload = useAppStore((state) => state.workloads.find(({ id }) => id === workloadId));
  const dataset = useDatasetStore((state) => state.datasets.find(({ id }) => id === datasetId));
  const bytes = chunkUnitOf(workload, dataset) === "bytes";
  return (
    <>
      <Choice
        label="Chunk"
        options={kinds}
        value={chunk.kind}
        onChange={(kind) => {
          if (kind !== chunk.kind) useSetupStore.setState({ chunk: kind === "auto" ? { kind } : usualChunk(workload) });
        }}
        testId="chunk-select"
      />
      {chunk.kind === "custom" && (
        <>
          <NumberInput
            label="Chunk size"
            bare
            narrow
            value={chunk.amount}
            minimum={bytes ? 0.001 : 1}
            integer={!bytes}
            onChange={(amount) => useSetupStore.setState({ chunk: { ...chunk, amount } })}
            testId="chunk-size-input"
          />
          {bytes ? (
            <Choice
              label="Unit"
              bare
              narrow
              options={units}
              value={chunk.unit}
              onChange={(value) => {
                const unit = byteUnits.find((one) => one === value);
                if (unit !== undefined) useSetupStore.setState({ chunk: { ...chunk, unit } });
              }}
            />
          ) : (
            <span className={styles.unit}>items</span>
          )}
        </>
      )}
    </>
  );
}
