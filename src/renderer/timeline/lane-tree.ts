import { isSharedLane, isUsageLane, type Lane, type LaneKind } from "../../shared/trace/lanes";
import { formatValue } from "./format";

/** `pinned`, `processes`, `shared`, `usage`, or one within them such as `process 4711`. */
export type GroupId = string;

interface LaneNode {
  readonly kind: "lane";
  readonly lane: Lane;
}

export interface GroupNode {
  readonly kind: "group";
  readonly id: GroupId;
  readonly title: string;
  readonly note: string;
  /** Whether it is closed until somebody opens it. */
  readonly closed: boolean;
  readonly children: readonly TreeNode[];
}

export type TreeNode = LaneNode | GroupNode;

/** How the groups of runs begin, where there are several runs. */
export const runGroups = "run ";

/** From so many shared lanes on they stand by kind. */
const kindsApartFrom = 12;

/** Lanes by process and thread, then what processes share; lanes of several runs by run. Groups without lanes are left out. */
export function laneTree(lanes: readonly Lane[]): readonly GroupNode[] {
  if (lanes.some(({ run }) => run !== undefined)) return byRun(lanes);
  const running = lanes.filter(({ kind }) => !isSharedLane(kind));
  const shared = lanes.filter(({ kind }) => isSharedLane(kind) && !isUsageLane(kind));
  // By worker: whose process was seen first does not matter.
  const usage = (["cpu", "memory"] as const).flatMap((wanted) =>
    lanes.filter(({ kind }) => kind === wanted).sort((a, b) => a.number - b.number),
  );
  const groups = [
    group("processes", titleOf(running), lifeNote(running), byProcess(running)),
    group("shared", "Shared", countWords(shared.length), byKind(shared)),
    group("usage", "CPU and memory", countWords(usage.length), usage.map(node), true),
  ];
  return groups.filter(({ children }) => children.length > 0);
}

/** Of each run who works and what is waited for; what else there is stands in one closed group below all of them. */
function byRun(lanes: readonly Lane[]): readonly GroupNode[] {
  const runs = new Map<string, Lane[]>();
  for (const lane of lanes) {
    const id = lane.run?.id ?? "";
    const members = runs.get(id);
    if (members === undefined) runs.set(id, [lane]);
    else members.push(lane);
  }
  const isFirst = ({ kind }: Lane): boolean => kind === "parent" || kind === "worker" || kind === "lock";
  const shown: GroupNode[] = [];
  const more: GroupNode[] = [];
  for (const [id, members] of runs) {
    const { title, note } = members[0]!.run ?? { title: "", note: "" };
    const others = members.filter((lane) => !isFirst(lane));
    shown.push(group(`${runGroups}${id}`, title, note, members.filter(isFirst).map(node)));
    if (others.length > 0) more.push(group(`more ${id}`, title, countWords(others.length), others.map(node)));
  }
  if (more.length === 0) return shown;
  const count = countWords(more.reduce((sum, { children }) => sum + children.length, 0));
  return [...shown, group("more", "More of all runs", count, more, true)];
}

function group(id: GroupId, title: string, note: string, children: readonly TreeNode[], closed = false): GroupNode {
  return { kind: "group", id, title, note, closed, children };
}

const node = (lane: Lane): LaneNode => ({ kind: "lane", lane });

function countWords(lanes: number): string {
  return lanes === 1 ? "1 lane" : `${formatValue(lanes)} lanes`;
}

/**
 * Where there are several processes, the threads of one stand together under its name. A process of one lane needs no
 * name above it; parent and combiner frame the run and stay where they are.
 */
function byProcess(lanes: readonly Lane[]): readonly TreeNode[] {
  const processes = new Map<number, Lane[]>();
  for (const lane of lanes) {
    if (lane.kind !== "worker" || lane.pid === null) continue;
    const members = processes.get(lane.pid);
    if (members === undefined) processes.set(lane.pid, [lane]);
    else members.push(lane);
  }
  if (processes.size < 2) return lanes.map(node);
  const nodes: TreeNode[] = [];
  for (const lane of lanes) {
    const members = lane.kind === "worker" && lane.pid !== null ? processes.get(lane.pid)! : [lane];
    if (members.length === 1) nodes.push(node(lane));
    else if (members[0] === lane) {
      const note = `pid ${lane.pid}, ${formatValue(members.length)} threads`;
      nodes.push(group(`process ${lane.pid}`, processName(lanes, members), note, members.map(node)));
    }
  }
  return nodes;
}

/** The name that a trace gives a process stands on each of its threads; ours go by the lane of the whole process. */
function processName(lanes: readonly Lane[], members: readonly Lane[]): string {
  const { pid, part } = members[0]!;
  if (part !== "" && !part.startsWith("thread") && members.every((lane) => lane.part === part)) return part;
  const owner = lanes.find((lane) => lane.pid === pid && lane.part === "" && lane.kind !== "combiner");
  return owner === undefined ? "Process" : `Threads of ${owner.name}`;
}

const kindGroups: readonly { readonly id: GroupId; readonly title: string; readonly kind: LaneKind }[] = [
  { id: "locks", title: "Locks", kind: "lock" },
  { id: "values", title: "Values", kind: "value" },
  { id: "queues", title: "Queues", kind: "queue" },
];

function byKind(lanes: readonly Lane[]): readonly TreeNode[] {
  if (lanes.length < kindsApartFrom) return lanes.map(node);
  return kindGroups
    .map(({ id, title, kind }) => {
      const members = lanes.filter((lane) => lane.kind === kind);
      return group(id, title, countWords(members.length), members.map(node));
    })
    .filter(({ children }) => children.length > 0);
}

/** All lanes of a group, those of groups within it too. */
export function lanesIn(group: GroupNode): readonly Lane[] {
  return group.children.flatMap((child) => (child.kind === "lane" ? [child.lane] : lanesIn(child)));
}

/** What the lanes are: processes, or the threads or slots within one. */
function titleOf(lanes: readonly Lane[]): string {
  const workers = lanes.filter((lane) => lane.kind === "worker");
  if (new Set(workers.map(({ pid }) => pid)).size > 1) return "Processes";
  const parts = workers.map((lane) => lane.part);
  if (parts.some((part) => part.startsWith("thread"))) return "Threads";
  return parts.some((part) => part !== "") ? "Tasks of one thread" : "Processes";
}

/** Whether a lane's process was lost. One that was killed because its run was stopped or failed is not: nobody remarks on it. */
export function isLost(lane: Lane): boolean {
  return lane.remark !== "" && exitWords(lane) !== "";
}

/** How a process ended otherwise than by finishing, `SIGKILL` or `exit code 3`; else empty. */
export function exitWords({ endNs, exit }: Lane): string {
  if (endNs === null || exit === null) return "";
  return exit.signal ?? ((exit.code ?? 0) === 0 ? "" : `exit code ${exit.code}`);
}

/** `7 alive, 1 lost`; threads of the parent itself, such as the combiner, do not count. Other traces do not tell who lives. */
function lifeNote(lanes: readonly Lane[]): string {
  if (!lanes.some(({ kind }) => kind === "parent")) return countWords(lanes.length);
  let alive = 0;
  let lost = 0;
  let ended = 0;
  for (const lane of lanes) {
    if (lane.kind === "combiner") continue;
    if (lane.endNs === null) alive++;
    else if (isLost(lane)) lost++;
    else ended++;
  }
  const parts = [
    [alive, "alive"],
    [ended, "ended"],
    [lost, "lost"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

const kindWords: Readonly<Record<LaneKind, string>> = {
  parent: "process main",
  worker: "process worker thread",
  combiner: "thread combiner",
  lock: "lock",
  value: "value",
  queue: "queue",
  cpu: "cpu processor",
  memory: "memory",
};

/** Whether a lane has all words of a filter in its name, its kind, or what it is within its process. */
export function matches(lane: Lane, filter: string): boolean {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return true;
  const kind = lane.part === "" ? kindWords[lane.kind].replace(" thread", "") : kindWords[lane.kind];
  const text = `${lane.name} ${kind} ${lane.part} pid ${lane.pid ?? ""}`.toLowerCase();
  return words.every((word) => text.includes(word));
}
