import { spawn } from "node:child_process";
import type { ParentChannel } from "../../../src/engine/ports/parent-channel";
import { type Command, commandOf, pattern, type ReplyBody, workerFrame } from "./test-frames";

/** A worker that does as it is told. */
export function runTestWorker(channel: ParentChannel): void {
  const { generation } = channel;
  const post: Post = (reply, transfer) => channel.post(workerFrame({ ...reply, generation }), transfer);
  channel.onFrame((frame) => obey(commandOf(frame), channel, post));
  post({ type: "started" });
}

/** A worker that listens to nobody: it posts and ends. */
export function runBriefWorker(channel: ParentChannel): void {
  const { generation } = channel;
  for (let id = 0; id < 5; id += 1) {
    channel.post(workerFrame({ type: "last", id, bytes: pattern(1 << 20), generation }));
  }
  channel.exit(6);
}

type Post = (reply: ReplyBody, transfer?: ArrayBuffer[]) => void;

function obey(command: Command, channel: ParentChannel, post: Post): void {
  switch (command.type) {
    case "echo":
      post({ type: "echo", id: command.id, values: command.values });
      return;
    case "describe":
      post({ type: "description", pid: process.pid, knowsStartFacts: "LANESCOPE_WORKER" in process.env });
      return;
    case "hand-over": {
      const { buffer } = pattern(command.bytes);
      post({ type: "handed-over", buffer, left: 0 }, [buffer]);
      post({ type: "handed-over", buffer: new ArrayBuffer(0), left: buffer.byteLength });
      return;
    }
    case "print":
      process[command.stream].write(command.text);
      return;
    case "spin":
      post({ type: "spinning" });
      for (;;);
    case "throw":
      throw new Error(command.message);
    case "exit-process":
      process.stdout.write(command.print);
      process.exit(command.code);
      return;
    case "exit":
      process.stdout.write(command.print ?? "");
      for (let id = 0; id < (command.frames ?? 0); id += 1) {
        post({ type: "last", id, bytes: pattern(command.bytes ?? 0) });
      }
      channel.exit(command.code);
      // Too late: what comes after `exit` is not part of the worker's life.
      post({ type: "last", id: -1, bytes: pattern(0) });
      return;
    case "lend-output": {
      const borrower = spawn(process.execPath, ["-e", "setTimeout(() => undefined, 60_000)"], {
        stdio: ["ignore", "inherit", "ignore"],
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      });
      borrower.unref();
      post({ type: "lent", pid: borrower.pid ?? 0 });
      return;
    }
    case "run-case":
      throw new Error("not in this worker");
  }
}
