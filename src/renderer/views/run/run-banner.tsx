import { CircleAlert, CircleStop, FileCode2, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import type { Run } from "../../../shared/contract/models";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { formatMs, stateWords } from "../../format";
import { sentence } from "../../notify";
import { lineIn } from "../../setup/place-in-source";
import { useAppStore } from "../../stores/app-store";
import { useProgramStore } from "../../stores/program-store";
import styles from "./run-page.module.css";

const goneWords = "Its timeline, result and output were deleted to make room for newer runs.";

/** How a run ended, where it did not end well: what, where, what to do. And whether there is nothing left of it to show. */
export function RunBanner({ run }: { readonly run: Run }): ReactNode {
  if (run.state === "failed") {
    const message = run.fault === null ? "The run failed." : sentence(run.fault);
    return (
      <div className={`${styles.banner} ${styles.failed}`} role="alert" data-testid="run-banner">
        <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
        <p className={styles.words}>
          <strong>Failed after {formatMs(run.wallMs)}.</strong> {message}
          {run.hasResult && " What was computed by then is under Result, marked as partial."}
          {!run.isKept && ` ${goneWords}`}
        </p>
        <ShowInSource run={run} />
        <SetUpAgain run={run} />
      </div>
    );
  }
  if (run.state !== "stopped" && run.isKept) return null;
  return (
    <div className={styles.banner} data-testid="run-banner">
      <CircleStop size={16} strokeWidth={1.5} aria-hidden />
      <p className={styles.words}>
        <strong>
          {stateWords[run.state]} after {formatMs(run.wallMs)}.
        </strong>
        {run.hasResult && " What was computed by then is under Result, marked as partial."}
        {!run.isKept && ` ${goneWords}`}
      </p>
      <SetUpAgain run={run} />
    </div>
  );
}

/** Leads to the line of the user's own workload that failed. */
function ShowInSource({ run: { fault, settings } }: { readonly run: Run }): ReactNode {
  const actions = useActions();
  const programId = useAppStore(({ workloads }) => workloads.find(({ id }) => id === settings?.workload)?.programId);
  const program = useProgramStore(({ programs }) => programs.find(({ id }) => id === programId));
  if (program === undefined || fault === null || lineIn(fault.message, program.name) === null) return null;
  return (
    <Button onClick={() => actions.programs.showFault(program.id, fault)} data-testid="show-in-source">
      <FileCode2 size={14} strokeWidth={1.5} aria-hidden />
      Show in source
    </Button>
  );
}

/** Takes over a run's settings for the next one. */
function SetUpAgain({ run }: { readonly run: Run }): ReactNode {
  const actions = useActions();
  return (
    <Button onClick={() => actions.runs.setUpAgain(run)}>
      <RotateCw size={14} strokeWidth={1.5} aria-hidden />
      Set up again
    </Button>
  );
}
