import { inspect } from "node:util";
import { childProcessPort } from "../../ports/child-process-adapter";
import { delegatedPort } from "../../ports/delegated-adapter";
import type { ParentChannel } from "../../ports/parent-channel";
import type { DelegationReply } from "../../protocol/delegation";
import type { ProgramLaunch } from "../../protocol/program";
import type { BlockStore } from "../../recorder/recorder";
import { importFile, provideContext } from "../../runtime";
import { MainContext } from "./main-context";

/** Milliseconds between two looks at what still keeps the program going. */
const lookEveryMs = 20;

/** Makes this process a user's program, as its parent says. */
export function runMainProgram(channel: ParentChannel): void {
  const { generation } = channel;
  let answer: (reply: DelegationReply) => void = () => undefined;
  channel.onFrame((frame) => {
    if (frame.generation !== generation) return;
    if (frame.type === "shutdown") channel.exit(0);
    else if (frame.type === "delegation") answer(frame.reply);
    else if (frame.type === "launch") void launch(channel, frame.launch, (take) => (answer = take));
  });
  channel.post({ type: "ready", generation, pid: process.pid });
}

async function launch(
  channel: ParentChannel,
  { entry, file, parameters, modules, delegates, epochNs }: ProgramLaunch,
  onDelegation: (take: (reply: DelegationReply) => void) => void,
): Promise<void> {
  const { generation } = channel;
  process.argv = [process.execPath, file, ...parameters];
  // Stacks name the lines of the source.
  process.setSourceMapsEnabled(true);
  const processes = delegates
    ? delegatedPort({
        post: (request) => channel.post({ type: "delegation", generation, request }),
        onReply: onDelegation,
      })
    : childProcessPort();
  provideContext(
    () =>
      new MainContext({
        processes,
        modules,
        trace: { epochNs, store: frameStore(channel) },
        onOutput: ({ name }, stream, text) =>
          channel.post({ type: "program-output", generation, worker: name, stream, text }),
      }),
  );
  // In Electron these count from their first use on.
  void process.stdout.writable;
  void process.stderr.writable;
  const before = activeResources();
  try {
    await importFile(entry);
  } catch (error) {
    process.stderr.write(`${inspect(error)}\n`);
    channel.exit(1);
    return;
  }
  const timer = setInterval(() => {
    // The timer itself is among them; the line to the parent was there before.
    if (!isBusy(before)) {
      clearInterval(timer);
      channel.exit(Number(process.exitCode ?? 0));
    }
  }, lookEveryMs);
}

/** Sends a trace's blocks to the parent, which keeps them. */
function frameStore({ generation, post }: ParentChannel): BlockStore {
  return {
    append: (blocks, events) => {
      post({ type: "trace", generation, blocks, events });
      return true;
    },
    appendAlways: (blocks) => post({ type: "trace", generation, blocks, events: 0 }),
    finish: () => undefined,
  };
}

/** What keeps the event loop going, by its kind. */
function activeResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  // Node 16.14 and later.
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/**
 * Whether something keeps the program going. A program without a parent would end by itself then; the line to the parent,
 * which in an Electron utility process cannot be let go, keeps this one.
 */
function isBusy(before: ReadonlyMap<string, number>): boolean {
  for (const [kind, count] of activeResources()) {
    if (count > (before.get(kind) ?? 0) + (kind === "Timeout" ? 1 : 0)) return true;
  }
  return false;
}
