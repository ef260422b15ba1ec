import { expect, it } from "vitest";
import { CombinerHandle } from "../../../src/engine/host/combiner-handle";
import { type CombinerLine, type CombinerLineEvents, combinerProcess } from "../../../src/engine/host/combiner-line";
import type { WorkerEvents, WorkerPort } from "../../../src/engine/ports/worker-port";
import type { CombinerRequest, HostFrame } from "../../../src/engine/protocol/frames";
import { type Exit, type Fault, FaultError } from "../../../src/shared/fault";

const open = {
  type: "open",
  lane: 0,
  epochNs: 0n,
  workload: "own-x",
  module: { id: "own-x", entry: "/x", modules: {} },
  parameters: {},
  dataset: null,
} as const;
const nothing = { values: {}, arrays: {} };

/** A handle on a line whose other end is the test. */
function opened() {
  const asked: CombinerRequest["type"][] = [];
  const faults: Fault[] = [];
  const exits: Exit[] = [];
  let line: CombinerLineEvents | undefined;
  const handle = new CombinerHandle(
    (events): CombinerLine => {
      line = events;
      return { post: ({ type }) => asked.push(type), kill: () => events.onExit({ code: null, signal: "SIGKILL" }) };
    },
    open,
    {
      onTrace: () => undefined,
      onOutput: () => undefined,
      onProcess: () => undefined,
      onAdded: () => undefined,
      onRoundEnd: () => undefined,
      onFault: (fault) => faults.push(fault),
      onExit: (exit) => exits.push(exit),
    },
  );
  return { handle, line: line!, asked, faults, exits };
}

it("a combiner whose process ends tells how, and gives no result any more", async () => {
  const { handle, line, faults } = opened();
  const result = handle.finish(nothing, false);
  line.onExit({ code: 7, signal: null });
  const fault = { code: "worker-lost", message: "The results could not be combined: its process ended (exit code 7)." };
  await expect(result).rejects.toMatchObject({ fault });
  expect(faults).toMatchObject([fault]);
  await expect(handle.finish(nothing, false)).rejects.toBeInstanceOf(FaultError);
});

it("a combiner that is ended before it is done is killed, and that is no fault", async () => {
  const { handle, asked, faults, exits } = opened();
  const result = handle.finish(nothing, true);
  const refused = expect(result).rejects.toMatchObject({ code: "aborted" });
  await handle.end();
  await refused;
  expect({ asked, faults, exits }).toEqual({
    asked: ["open", "finish"],
    faults: [],
    exits: [{ code: null, signal: "SIGKILL" }],
  });
});

it("code of a user's that combines is a worker of its own, and takes what is for its own generation", () => {
  const posted: HostFrame[] = [];
  let events: WorkerEvents | undefined;
  const port: WorkerPort = {
    name: "test",
    start: (_entry, given) => {
      events = given;
      return { pid: null, post: (frame) => posted.push(frame), kill: () => undefined, keepAlive: () => undefined };
    },
  };
  const told: unknown[] = [];
  const tell = (what: unknown): void => void told.push(what);
  const lineEvents = {
    onReply: tell,
    onOutput: (_stream: string, text: string) => tell(text),
    onProcess: tell,
    onBroken: tell,
    onExit: tell,
  };
  const line = combinerProcess(port, "/workers/task.cjs", lineEvents, Number.MAX_SAFE_INTEGER);
  line.post(open);
  const [{ generation }] = posted as [HostFrame];
  expect(posted).toEqual([{ type: "combine", generation, request: open }]);
  events!.onFrame({ type: "ready", generation, pid: 9 });
  events!.onFrame({ type: "combined", generation: generation - 1, reply: { type: "added" } });
  events!.onFrame({ type: "combined", generation, reply: { type: "added" } });
  events!.onExit({ code: 0, signal: null });
  expect(told).toEqual([9, { type: "added" }, { code: 0, signal: null }]);
});
