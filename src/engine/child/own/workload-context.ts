import { fail } from "../../../shared/fault";
import type { ProgramContext } from "../../runtime";

function refuse(): never {
  return fail(
    "host-only",
    "Locks, values and queues are for programs; a workload's tasks share nothing but what they give. See the guide: Write your own workload.",
  );
}

/** What a workload's module sees of the library's programs: it is in a worker, and in no program. */
export const workloadContext: ProgramContext = {
  id: "workload",
  role: "worker",
  memory: null,
  broker: { ask: refuse, askSync: refuse },
  trace: null,
  watch: null,
  owner: refuse,
  create: refuse,
  open: refuse,
  keep: refuse,
  pack: refuse,
  packSync: refuse,
  unpack: refuse,
  close: refuse,
};
