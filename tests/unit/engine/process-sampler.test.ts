import { afterEach, describe, expect, it, vi } from "vitest";
import { ProcessSampler } from "../../../src/engine/host/process-sampler";
import { type ProcessUsage, parsePs, parseStat, usageSource } from "../../../src/engine/host/process-usage";
import { type BlockStore, Recorder } from "../../../src/engine/recorder/recorder";
import { recordKinds } from "../../../src/shared/trace/records";
import { decode, join } from "./support/traces";

class MemoryStore implements BlockStore {
  readonly blocks: Uint8Array[] = [];
  append(blocks: Uint8Array): boolean {
    this.blocks.push(blocks);
    return true;
  }
  appendAlways(block: Uint8Array): void {
    this.blocks.push(block);
  }
  finish(): void {}
}

const samplers: ProcessSampler<MemoryStore>[] = [];
afterEach(() => {
  for (const sampler of samplers.splice(0)) sampler.close();
});

function build(usages: Map<number, ProcessUsage>) {
  const store = new MemoryStore();
  const recorder = new Recorder(store);
  const read = vi.fn(async (pids: readonly number[]) => new Map([...usages].filter(([pid]) => pids.includes(pid))));
  const sampler = new ProcessSampler(recorder, { read, everyMs: 1e6 });
  samplers.push(sampler);
  return { recorder, sampler, read, trace: () => decode(join(store.blocks)) };
}

describe("usage told by the system", () => {
  it("is read from a line of /proc, whatever the command is called", () => {
    const fields = [
      "S",
      ...Array.from({ length: 10 }, () => "0"),
      "120",
      "30",
      ...Array.from({ length: 8 }, () => "7"),
    ];
    const line = `4711 (a) b (c) ${fields.join(" ")} 500 18446744073709551615\n`;
    expect(parseStat(line, 4_096)).toEqual({ cpuNs: 1.5e9, memoryBytes: 500 * 4_096 });
    expect(parseStat(line.replace("(c) S", "(c) Z"), 4_096)).toBeNull();
    expect(parseStat(line.replace(" 500 ", " 0 "), 4_096)).toBeNull();
    expect(parseStat("", 4_096)).toBeNull();
  });

  it("is read from a line of ps", () => {
    expect(parsePs(" 4711  2048 1:02.50")).toEqual({ pid: 4711, usage: { cpuNs: 62.5e9, memoryBytes: 2_097_152 } });
    expect(parsePs("12 1 2-03:04:05")?.usage.cpuNs).toBe((((2 * 24 + 3) * 60 + 4) * 60 + 5) * 1e9);
    expect(parsePs("no such line")).toBeNull();
  });

  it.runIf(process.platform === "linux")("of this process is what it says itself", async () => {
    const source = usageSource("linux");
    const usage = (await source!.read([process.pid])).get(process.pid);
    expect(usage!.memoryBytes / process.memoryUsage.rss()).toBeCloseTo(1, 0);
    const { user, system } = process.cpuUsage();
    expect(usage!.cpuNs / 1e9).toBeCloseTo((user + system) / 1e6, 0);
    expect(await source!.read([2 ** 30])).toEqual(new Map());
  });

  it("is not asked for where there is no cheap way", () => {
    expect(usageSource("win32")).toBeNull();
  });
});

describe("sampling processes", () => {
  it("writes CPU and memory of each process on lanes of their own, from outside", async () => {
    const usages = new Map([
      [process.pid, { cpuNs: 5e9, memoryBytes: 100 }],
      [77, { cpuNs: 1e6, memoryBytes: 300 }],
    ]);
    const { recorder, sampler, trace } = build(usages);
    const worker = recorder.addLane({ kind: "worker", name: "worker 1", number: 1, pid: 77 });
    await sampler.look();
    usages.set(77, { cpuNs: 2e6, memoryBytes: 400 });
    await sampler.look();
    const { lanes, records } = trace();
    const own = [...lanes.values()].filter(({ pid, id }) => pid === 77 && id !== worker);
    expect(own.map(({ kind, name, number }) => [kind, name, number])).toEqual([
      ["cpu", "worker 1", 1],
      ["memory", "worker 1", 1],
    ]);
    const [cpu, memory] = own.map(({ id }) => records.filter(({ lane }) => lane === id));
    expect(cpu!.map(({ kind }) => kind)).toEqual([recordKinds.counter, recordKinds.counter]);
    // A new process is measured from its start; the first of what it used counts.
    expect(cpu![0]!.time).toBe(lanes.get(worker)!.startNs);
    expect(cpu![0]!.value).toBeCloseTo((1e6 / (cpu![1]!.time - cpu![0]!.time)) * 100, 6);
    expect(memory!.map(({ value }) => value)).toEqual([300, 400]);
    // The parent has done other things before.
    const parentCpu = [...lanes.values()].find(({ kind, pid }) => kind === "cpu" && pid === process.pid)!;
    expect(records.filter(({ lane }) => lane === parentCpu.id).map(({ value }) => value)).toEqual([0]);
  });

  it("adds up what all of them used, and keeps the most memory that workers had together", async () => {
    const usages = new Map([
      [process.pid, { cpuNs: 5e9, memoryBytes: 1_000 }],
      [77, { cpuNs: 1e6, memoryBytes: 300 }],
    ]);
    const { recorder, sampler } = build(usages);
    await sampler.look();
    // Nobody has worked yet.
    expect(sampler.usage).toBeNull();
    for (const [number, pid] of [77, 78].entries()) {
      recorder.addLane({ kind: "worker", name: `worker ${number}`, number, pid });
    }
    usages.set(process.pid, { cpuNs: 5e9 + 3e6, memoryBytes: 1_000 });
    usages.set(78, { cpuNs: 4e6, memoryBytes: 400 });
    await sampler.look();
    usages.delete(78);
    usages.set(77, { cpuNs: 2e6, memoryBytes: 500 });
    await sampler.look();
    // The parent counts from the first look on, a worker from its start; a process that is gone did what it did.
    expect(sampler.usage).toEqual({ cpuMs: 3 + 2 + 4, memoryBytes: 700 });
  });

  it("has one pair of lanes for all threads of a process", async () => {
    const { recorder, sampler, trace } = build(new Map([[77, { cpuNs: 1, memoryBytes: 1 }]]));
    for (const number of [1, 2]) {
      recorder.addLane({ kind: "worker", name: `worker ${number}`, number, pid: 77, part: `thread ${number}` });
    }
    await sampler.look();
    const names = [...trace().lanes.values()].filter(({ kind }) => kind === "cpu").map(({ name }) => name);
    expect(names).toEqual(["process of worker 1"]);
  });

  it("ends the lanes of a process that is gone, and leaves it alone then", async () => {
    const { recorder, sampler, read, trace } = build(new Map([[77, { cpuNs: 1, memoryBytes: 1 }]]));
    const worker = recorder.addLane({ kind: "worker", name: "worker 1", number: 1, pid: 77 });
    await sampler.look();
    recorder.updateLane(worker, { endNs: recorder.clock() });
    await sampler.look();
    expect(read.mock.lastCall?.[0]).toEqual([process.pid]);
    const kinds = [...trace().lanes.values()].filter(({ pid, id }) => pid === 77 && id !== worker);
    expect(kinds.every(({ endNs }) => endNs !== null)).toBe(true);
  });

  it("writes nothing once the trace has ended", async () => {
    const { recorder, sampler, trace } = build(new Map([[process.pid, { cpuNs: 1, memoryBytes: 1 }]]));
    const look = sampler.look();
    sampler.close();
    await look;
    await sampler.look();
    expect([...trace().lanes.values()].map(({ kind }) => kind)).toEqual(["parent"]);
    expect(recorder.events).toBe(0);
  });
});
