import { FileWarning, Info, LoaderCircle } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useActions } from "../../actions/context";
import { Button } from "../../components/button";
import { formatBytes, formatCount, formatEvents, formatPercent } from "../../format";
import type { OpenTrace } from "../../stores/trace-file-store";
import run from "../run/run-page.module.css";
import styles from "./traces.module.css";

/** Most traces are read before this: a banner would only flash, and move the lanes twice. */
const bannerAfterMs = 1_000;

/** How far a trace is read, or why not all of it is shown. Nothing where all is well. */
export function TraceBanner({ trace }: { readonly trace: OpenTrace }): ReactNode {
  if (trace.state === "reading") return <Reading trace={trace} />;
  const { problem, failure, state, bytes } = trace;
  if (failure !== "") {
    return (
      <Failed>
        <strong>{trace.name} could not be read:</strong> {failure}. Events that were read before are shown.
      </Failed>
    );
  }
  if (problem !== null) {
    const place = `line ${formatCount(problem.line)}, column ${formatCount(problem.column)} (byte ${formatCount(problem.place)})`;
    return (
      <Failed>
        <strong>The file is damaged at {place}:</strong> {problem.message}. What stands before it,{" "}
        {formatEvents(trace.events)}, is shown. Record the trace again, or mend the file at that place and drop it once
        more.
      </Failed>
    );
  }
  if (state === "cancelled") {
    return (
      <div className={run.banner} data-testid="trace-banner">
        <Info size={16} strokeWidth={1.5} aria-hidden />
        <p className={run.words}>
          <strong>Reading was cancelled.</strong> What was read of it by then, {formatBytes(bytes)}, is shown. Drop the
          file again to see all of it.
        </p>
      </div>
    );
  }
  if (trace.events === 0) {
    return (
      <div className={run.banner} data-testid="trace-banner">
        <Info size={16} strokeWidth={1.5} aria-hidden />
        <p className={run.words}>
          <strong>{trace.name} has no events:</strong> its list of them is empty, so there is nothing to draw. The
          recording was probably stopped before anything happened, or its categories were switched off.
        </p>
      </div>
    );
  }
  return null;
}

function Failed({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className={`${run.banner} ${run.failed}`} role="alert" data-testid="trace-banner">
      <FileWarning size={16} strokeWidth={1.5} aria-hidden />
      <p className={run.words}>{children}</p>
    </div>
  );
}

function Reading({ trace }: { readonly trace: OpenTrace }): ReactNode {
  const actions = useActions();
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), bannerAfterMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isDue) return null;
  const { bytes, events, file, tookMs } = trace;
  const share = file.isPacked ? null : bytes / Math.max(1, file.file.size);
  return (
    <div className={run.banner} data-testid="trace-banner">
      <LoaderCircle size={16} strokeWidth={1.5} aria-hidden />
      <p className={run.words}>
        <strong>Reading {trace.name}:</strong>{" "}
        {share === null
          ? `${formatBytes(bytes)} unpacked`
          : `${formatPercent(share)} of ${formatBytes(file.file.size)}`}
        , {formatEvents(events)}
        {tookMs > 0 && `, ${formatBytes((bytes / tookMs) * 1_000)}/s`}
      </p>
      {share !== null && (
        <span
          className={styles.track}
          role="progressbar"
          aria-label={`Reading ${trace.name}`}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
        >
          <span className={styles.fill} style={{ width: `${share * 100}%` }} />
        </span>
      )}
      <Button onClick={() => actions.traces.cancel(trace.id)}>Cancel</Button>
    </div>
  );
}
