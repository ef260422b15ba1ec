/** Runs a case on threads that this worker starts. */
import { connectToParent } from "../../../src/engine/child/parent-channel";
import { casesFor } from "./port-cases";
import { threadAbilities, threadStage } from "./stages";
import { commandOf, workerFrame } from "./test-frames";

const channel = connectToParent();
channel.onFrame((frame) => {
  const command = commandOf(frame);
  if (command.type !== "run-case") throw new Error(`no business of this worker: ${command.type}`);
  const found = casesFor(threadAbilities).find(({ name }) => name === command.name);
  if (found === undefined) throw new Error(`no such case: ${command.name}`);
  found.run(threadStage(import.meta.dirname)).then(
    () => finish(null),
    (error: unknown) => finish(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
});

function finish(error: string | null): void {
  channel.post(workerFrame({ type: "case-done", error, generation: channel.generation }));
  channel.exit(0);
}
