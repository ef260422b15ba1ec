import { expect, it } from "vitest";
import type { OwnWorkloadFacts } from "../../../src/engine/protocol/own-workload";
import { OwnWorkloads } from "../../../src/engine/service/own-workloads";
import type { Programs } from "../../../src/engine/service/programs";

/** Starts what answers that it holds a workload. */
const processes: ConstructorParameters<typeof OwnWorkloads>[0]["processes"] = {
  name: "fake",
  start: ({ generation }, events) => ({
    pid: null,
    post: () => {
      const facts: OwnWorkloadFacts = {
        ...{ title: "Mine", summary: "", lesson: "", input: "none", kind: "cpu", chunkUnit: "items" },
        ...{ restartable: true, grows: false, parameters: { type: "object", properties: {} } },
      };
      events.onFrame({ type: "inspected", generation, outcome: { ok: true, value: { facts, plan: null } } });
    },
    kill: () => queueMicrotask(() => events.onExit({ code: null, signal: "SIGKILL" })),
    keepAlive: () => undefined,
  }),
};

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

it("gives two files of the same name that are loaded at once an id each, which each keeps", async () => {
  const ready = async (id: string) => ({ id, name: "mine.ts", source: "", code: { entry: `${id}.mjs`, modules: {} } });
  const workloads = new OwnWorkloads(
    { log, processes, entriesFolder: "/none" },
    { ready } as unknown as Programs,
    () => {},
  );
  const both = ["file:/a/mine.ts", "file:/b/mine.ts"];
  const loaded = await Promise.all(both.map((id) => workloads.load(id)));
  expect(loaded.map(({ id, programId }) => [id, programId])).toEqual([
    ["own-mine", both[0]],
    ["own-mine-2", both[1]],
  ]);
  expect((await workloads.load(both[1]!)).id).toBe("own-mine-2");
  expect(workloads.list()).toHaveLength(2);
});
