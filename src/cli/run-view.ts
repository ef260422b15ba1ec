import type { ViewPort } from "../engine/service/types";
import type { ServiceEvent, TraceMessage } from "../shared/contract/events";
import { isActive, type OutputLine, type Run } from "../shared/contract/models";

/** Follows the one run of this session: what it is like now, its end, what its workers print. */
export class RunView implements ViewPort {
  /** Resolves with the run as it ended. */
  readonly ended: Promise<Run>;
  readonly trace: (message: TraceMessage) => void;
  readonly #onRun: (run: Run) => void;
  readonly #onOutput: (line: OutputLine) => void;
  #resolveEnd: (run: Run) => void = () => undefined;

  constructor(on: {
    /** Called at most 10 times a second. */
    run(run: Run): void;
    output(line: OutputLine): void;
    trace(message: TraceMessage): void;
  }) {
    this.#onRun = on.run;
    this.#onOutput = on.output;
    this.trace = on.trace;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
  }

  event(event: ServiceEvent): void {
    if (event.event === "output") for (const line of event.lines) this.#onOutput(line);
    if (event.event !== "run") return;
    if (isActive(event.run.state)) this.#onRun(event.run);
    else this.#resolveEnd(event.run);
  }
}
