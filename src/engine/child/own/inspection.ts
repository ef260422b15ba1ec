import { FaultError, type Outcome, toFault } from "../../../shared/fault";
import type { ParentChannel } from "../../ports/parent-channel";
import type { HostFrame } from "../../protocol/frames";
import type { Inspection, InspectionRequest } from "../../protocol/own-workload";
import type { Plan } from "../../protocol/workload";
import { loadWorkload } from "./load-workload";
import { placedFault } from "./placed-fault";
import { onStrayErrors } from "./stray-errors";

/** Answers what a host wants to know of a user's module, which it does not load itself. */
export async function inspectWorkload(
  channel: ParentChannel,
  frame: Extract<HostFrame, { type: "inspect" }>,
): Promise<void> {
  const answer = (outcome: Outcome<Inspection>): void =>
    channel.post({ type: "inspected", generation: channel.generation, outcome });
  // The first answer counts: what a timer throws while the module loads comes before that.
  onStrayErrors(frame.request.module, (fault) => answer({ ok: false, fault: { ...fault, code: "module-threw" } }));
  try {
    answer({ ok: true, value: await inspect(frame.request) });
  } catch (error) {
    answer({ ok: false, fault: toFault(error) });
  }
}

async function inspect({ module, split }: InspectionRequest): Promise<Inspection> {
  const { workload, parameters } = await loadWorkload(module);
  const { title, summary, lesson, input, kind, chunkUnit, restartable, grows, measured } = workload;
  return {
    facts: { title, summary, lesson, input, kind, chunkUnit, restartable, grows, measured, parameters },
    plan: split === null ? null : planOf(() => workload.split(split), module),
  };
}

function planOf(make: () => Plan, module: InspectionRequest["module"]): Plan {
  try {
    return make();
  } catch (error) {
    throw new FaultError(placedFault(error, module), { cause: error });
  }
}
