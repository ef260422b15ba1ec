import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { WorkerDelegate } from "../../../src/engine/host/worker-delegate";
import { childProcessPort } from "../../../src/engine/ports/child-process-adapter";
import { delegatedPort } from "../../../src/engine/ports/delegated-adapter";
import { inMemoryPort } from "../../../src/engine/ports/in-memory-adapter";
import { workerThreadsPort } from "../../../src/engine/ports/worker-threads-adapter";
import type { DelegationReply } from "../../../src/engine/protocol/delegation";
import type { Ability, PortCase } from "./case-support";
import { casesFor } from "./port-cases";
import { Probe, type ScriptName, type Stage } from "./probe";
import { runBriefWorker, runTestWorker } from "./test-worker";

/** The worker scripts beside this file, as the names by which a stage finds their bundles. */
export const scripts: Readonly<Record<Exclude<ScriptName, "missing">, string>> = {
  worker: "worker-entry.ts",
  late: "late-entry.ts",
  brief: "brief-entry.ts",
  throwing: "throwing-entry.ts",
  nested: "nested-entry.ts",
};

/** What an adapter can do by its nature decides which cases it is held to. */
export const processAbilities: readonly Ability[] = ["process", "output", "isolation"];
export const threadAbilities: readonly Ability[] = ["output", "isolation", "transfer"];
/** It shares its parent's thread: nothing of it can block or crash alone, or be told from what the parent prints. */
export const memoryAbilities: readonly Ability[] = [];

/** @param folder Of the bundled scripts. */
export function processStage(folder: string): Stage {
  return { port: childProcessPort(), pid: "own", script: (name) => join(folder, `${name}.cjs`) };
}

/** Child processes that another process starts; both live in this one here, and copies travel between them. */
export function delegatedStage(folder: string): Stage {
  let listener: (reply: DelegationReply) => void = () => undefined;
  const later = <Message>(message: Message, take: (copy: Message) => void): void => {
    const copy = deserialize(serialize(message)) as Message;
    setImmediate(() => take(copy));
  };
  const delegate = new WorkerDelegate(childProcessPort(), (reply) => later(reply, (copy) => listener(copy)));
  const port = delegatedPort({
    post: (request) => later(request, (copy) => delegate.take(copy)),
    onReply: (one) => {
      listener = one;
    },
  });
  return { port, pid: "own", script: (name) => join(folder, `${name}.cjs`) };
}

export function threadStage(folder: string): Stage {
  return { port: workerThreadsPort(), pid: "parent", script: (name) => join(folder, `${name}.cjs`) };
}

export function memoryStage(): Stage {
  const port = inMemoryPort((channel, { script }) => {
    if (script === "throwing") throw new Error("thrown at import");
    if (script === "brief") runBriefWorker(channel);
    else if (script === "late") setTimeout(() => runTestWorker(channel), 100);
    else runTestWorker(channel);
  });
  return { port, pid: "none", script: (name) => name };
}

/** The cases of the thread adapter, each run inside a worker of another port, as worker processes start threads. */
export function nestedThreadCases(): readonly PortCase[] {
  return casesFor(threadAbilities).map(({ name }) => ({
    name,
    run: async (stage) => {
      const probe = new Probe(stage, "nested");
      probe.post({ type: "run-case", name });
      const { error } = await probe.first("case-done");
      await probe.ended();
      if (error !== null) throw new Error(error);
    },
  }));
}
