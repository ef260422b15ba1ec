import type { ReactNode } from "react";
import { type CategoryName, categories } from "../../../shared/trace/records";
import { categoryWords } from "../../components/swatch";
import { formatCount } from "../../format";
import type { RangeInfo, SliceInfo } from "../../timeline";
import { SharesTable } from "./shares-table";

const meanings: Readonly<Record<CategoryName, string>> = {
  task: "In a task, but in none of its phases: others had their turn.",
  compute: "Useful work.",
  lockWait: "Waiting for a lock that another worker holds.",
  dataWait: "Reading a file, or waiting for a time to come.",
  serialize: "Packing results for the parent.",
  deserialize: "Unpacking what came in.",
  startStop: "Starting and ending a process or a thread.",
  idle: "No task: the next one is on its way, or none is left.",
  failed: "What ended in a failure.",
};

const allCategories = Object.keys(categories) as readonly CategoryName[];

/** Where the time of all workers went within a stretch: every instant belongs to one row. */
export function WorkerShares({ range }: { readonly range: RangeInfo }): ReactNode {
  const workers = range.lanes.filter(({ kind }) => kind === "worker");
  const rows = allCategories
    .map((category) => ({
      name: category === "task" ? categoryWords.between : categoryWords[category],
      category: category === "task" ? ("between" as const) : category,
      ns: workers.reduce((sum, lane) => sum + lane.shares[category], 0),
      note: meanings[category],
    }))
    .filter(({ ns }) => ns > 0)
    .sort((a, b) => b.ns - a.ns);
  return (
    <SharesTable
      title="Where the time went"
      noteTitle="What it is"
      rows={rows}
      total={`${formatCount(workers.length)} ${workers.length === 1 ? "worker" : "workers"}`}
      testId="time-shares"
    />
  );
}

/** Who held the lock during a wait. @param ns The wait's own duration so far, nanoseconds. */
export function HolderShares({ slice, ns }: { readonly slice: SliceInfo; readonly ns: number }): ReactNode {
  const holders = slice.holders.map(({ name, ns: heldNs, count }) => ({
    name,
    category: "held" as const,
    ns: heldNs,
    note: times(count),
  }));
  const rest = ns - holders.reduce((sum, holder) => sum + holder.ns, 0);
  const free = { name: "Nobody", category: "idle", ns: rest, note: "asking, and handing over" } as const;
  return (
    <SharesTable
      title="Who held it meanwhile"
      noteTitle="How often"
      rows={rest > 0 ? [...holders, free] : holders}
      total={slice.name}
      testId="holder-shares"
    />
  );
}

function times(count: number): string {
  return count === 1 ? "once" : `${formatCount(count)} times`;
}

/** How a task's time divides. @param ns The task's own duration so far, nanoseconds. */
export function PhaseShares({ slice, ns }: { readonly slice: SliceInfo; readonly ns: number }): ReactNode {
  const phases = slice.inside.map((phase) => ({
    name: phase.name,
    category: phase.category,
    ns: phase.ns,
    note: times(phase.count),
  }));
  const rest = ns - phases.reduce((sum, phase) => sum + phase.ns, 0);
  const between = { name: categoryWords.between, category: "between", ns: rest, note: "" } as const;
  return (
    <SharesTable
      title="Inside"
      noteTitle="How often"
      rows={rest > 0 ? [...phases, between] : phases}
      total={slice.name}
      testId="phase-shares"
    />
  );
}
