import { beforeEach, expect, it, vi } from "vitest";
import { TraceActions } from "../../../src/renderer/actions/trace-actions";
import type { Session } from "../../../src/renderer/engine/session";
import { useTraceFileStore } from "../../../src/renderer/stores/trace-file-store";
import { resetStores } from "./support";

const steps = vi.hoisted(() => ({ started: 0, done: 0, ended: 0 }));

vi.mock(import("../../../src/renderer/timeline"), async (original) => ({
  ...(await original()),
  *rehearsal() {
    steps.started++;
    try {
      for (;;) {
        steps.done++;
        yield;
      }
    } finally {
      steps.ended++;
    }
  },
}));
vi.mock(import("../../../src/renderer/traces/trace-readers"), () => ({
  prepareReaders: () => undefined,
  rehearseReaders: () => undefined,
  startReading: () => ({ drawn: () => undefined, end: () => undefined }),
}));

let idle: (() => void)[];
beforeEach(() => {
  resetStores();
  idle = [];
  vi.stubGlobal("document", {});
  vi.stubGlobal("requestIdleCallback", (go: () => void) => idle.push(go));
  return () => vi.unstubAllGlobals();
});

function beIdle(): void {
  for (const go of idle.splice(0)) go();
}

it("a trace is rehearsed by one step at a time, until the first one opens: then all that was made for it goes", async () => {
  const session = { client: { pathOf: () => "" }, showTrace: () => undefined } as unknown as Session;
  const actions = new TraceActions(session);
  // Files that are held over the window may be told of several times.
  for (let time = 0; time < 3; time++) actions.prepare();
  beIdle();
  beIdle();
  expect(steps).toEqual({ started: 1, done: 2, ended: 0 });
  await actions.openFile(new File(['[{"name":"a","ph":"X","ts":1,"dur":2,"pid":1,"tid":1}]'], "a.json"));
  expect(useTraceFileStore.getState().traces).toHaveLength(1);
  expect(steps).toEqual({ started: 1, done: 2, ended: 1 });
  actions.prepare();
  beIdle();
  expect(idle).toEqual([]);
  expect(steps).toEqual({ started: 1, done: 2, ended: 1 });
});
