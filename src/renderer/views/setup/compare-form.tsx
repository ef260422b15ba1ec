import { Input } from "@base-ui/react/input";
import { GitCompareArrows, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import { maxRepeats } from "../../../shared/contract/series";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import controls from "../../components/controls.module.css";
import { NumberInput } from "../../components/number-input";
import { readChunkSizes, readWorkers, repeatsError, usualWorkers } from "../../setup/series-plan";
import { useAppStore } from "../../stores/app-store";
import { useCompareStore } from "../../stores/compare-store";
import styles from "./setup-page.module.css";

/** Which way is fastest: all modes, or several numbers of workers and chunk sizes. */
export function CompareForm({ busy }: { readonly busy: boolean }): ReactNode {
  const actions = useActions();
  const ready = useAppStore((state) => state.ready && state.connected);
  const processors = useAppStore((state) => state.info?.processors ?? 1);
  const { repeats, workers, chunkSizes } = useCompareStore();
  const counts = readWorkers(workers ?? usualWorkers(processors));
  const sizes = chunkSizes === null ? null : readChunkSizes(chunkSizes);
  const wrong = [
    repeatsError(repeats),
    "error" in counts ? counts.error : null,
    sizes !== null && "error" in sizes ? sizes.error : null,
  ].filter((error): error is string => error !== null);
  return (
    <section aria-label="Compare">
      <h2 className={styles.heading}>Which way is fastest?</h2>
      <div className={styles.compare}>
        <NumberInput
          label="Repeats"
          value={repeats}
          minimum={1}
          maximum={maxRepeats}
          invalid={repeatsError(repeats) !== null}
          onChange={(value) => useCompareStore.setState({ repeats: value })}
          testId="repeats-input"
        />
        <span className={styles.about}>runs of each way</span>
        <Button disabled={busy || !ready} onClick={() => void actions.series.runAllModes()}>
          <GitCompareArrows size={14} strokeWidth={1.5} aria-hidden />
          Run all modes
        </Button>
        <span className={styles.about}>in all four modes</span>
      </div>
      <div className={styles.compare}>
        <ListInput
          label="Workers"
          value={workers ?? usualWorkers(processors)}
          isWrong={"error" in counts}
          onChange={(text) => useCompareStore.setState({ workers: text })}
        />
        <ListInput
          label="Chunks"
          value={chunkSizes ?? ""}
          placeholder="as set"
          isWrong={sizes !== null && "error" in sizes}
          onChange={(text) => useCompareStore.setState({ chunkSizes: text.trim() === "" ? null : text })}
        />
        <Button disabled={busy || !ready} onClick={() => void actions.series.sweep()} data-testid="sweep-button">
          <TrendingUp size={14} strokeWidth={1.5} aria-hidden />
          Sweep
        </Button>
        <span className={styles.about}>over each of these</span>
      </div>
      {wrong.map((error) => (
        <p key={error} className={styles.error} role="alert">
          {error}
        </p>
      ))}
    </section>
  );
}

interface ListInputProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isWrong: boolean;
  readonly onChange: (text: string) => void;
}

/** Several values, separated by commas. */
function ListInput({ label, value, placeholder, isWrong, onChange }: ListInputProps): ReactNode {
  return (
    <div className={controls.control}>
      <span className={controls.label} aria-hidden>
        {label}
      </span>
      <Input
        className={styles.listText}
        // The tool bar has a field for workers, too.
        aria-label={`${label} to sweep over`}
        value={value}
        placeholder={placeholder}
        aria-invalid={isWrong ? true : undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </div>
  );
}
