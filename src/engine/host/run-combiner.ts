import type { Recorder } from "../recorder";
import { type CombinerEvents, CombinerHandle } from "./combiner-handle";
import { combinerProcess, combinerThread } from "./combiner-line";
import { runMemoryLimit } from "./memory-limit";
import type { OutputLog } from "./output-log";
import type { RunOptions } from "./run-execution";

/**
 * Starts what combines a run's partial results, with a lane of its own: a thread, for a user's own workload a process, which
 * can be ended whatever it does.
 */
export function openCombiner(
  options: Pick<
    RunOptions,
    "workload" | "module" | "parameters" | "dataset" | "entriesFolder" | "processes" | "mode" | "workers"
  >,
  recorder: Recorder,
  output: OutputLog,
  events: Pick<CombinerEvents, "onAdded" | "onRoundEnd" | "onFault">,
): CombinerHandle {
  const { workload, module, parameters, dataset, entriesFolder, processes } = options;
  const place = module === undefined ? { pid: process.pid, part: "thread" } : { pid: null, part: "" };
  const lane = recorder.addLane({ kind: "combiner", name: "combiner", ...place });
  return new CombinerHandle(
    (lineEvents) =>
      module === undefined
        ? combinerThread(`${entriesFolder}/workers/combine.cjs`, lineEvents)
        : combinerProcess(processes, `${entriesFolder}/workers/task.cjs`, lineEvents, runMemoryLimit(options)),
    { type: "open", lane, epochNs: recorder.epochNs, workload: workload.id, module, parameters, dataset },
    {
      ...events,
      onTrace: (blocks, count) => recorder.take(blocks, count),
      onOutput: (stream, text) => output.add(lane, stream, text),
      onProcess: (pid) => recorder.updateLane(lane, { pid }),
      onExit: (exit) => {
        recorder.updateLane(lane, { endNs: recorder.clock(), exit });
        output.end(lane);
      },
    },
  );
}
