import { FaultError, fail, type Outcome } from "../../../shared/fault";
import type { HandleRequest } from "../../protocol/program";
import { type AskOptions, abortReason, type BrokerLine } from "../../runtime";
import type { HandleBroker } from "./handle-broker";

/** The main process's way to its own broker. */
export function localLine(broker: HandleBroker): BrokerLine {
  return {
    ask: (request, options) => ask(broker, request, options),
    askSync: (request) => {
      let answer: Outcome<unknown> | null = null;
      const open = broker.take(request, 0, (outcome) => {
        answer = outcome;
      });
      if (answer === null) open.forget();
      return resultOf(
        answer ??
          fail("worker-only", `The main process must not block to ${request.operation}: use the form with await.`),
      );
    },
  };
}

function ask(broker: HandleBroker, request: HandleRequest, { signal }: AskOptions = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(abortReason(signal));
      return;
    }
    const abort = (): void => {
      open.forget();
      if (signal !== undefined) reject(abortReason(signal));
    };
    const open = broker.take(request, 0, (outcome) => {
      signal?.removeEventListener("abort", abort);
      if (outcome.ok) resolve(outcome.value);
      else reject(new FaultError(outcome.fault));
    });
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function resultOf(outcome: Outcome<unknown>): unknown {
  if (outcome.ok) return outcome.value;
  throw new FaultError(outcome.fault);
}
