/**
 * What every transport must do, as functions over a `Bridge` to `fake-service`. They use nothing but the language, so they
 * run in Node as well as inside a page.
 */
import type { Bridge } from "../../../src/shared/contract/bridge";
import { traceWindowBytes } from "../../../src/shared/contract/events";
import { exportedText, missingPath, traceByte, traceBytes } from "./expectations";

export interface BridgeCase {
  /** A sentence that begins with "the bridge". */
  readonly name: string;
  /** @throws {Error} When the transport does something else. */
  run(bridge: Pick<Bridge, "request" | "onEvent" | "onTrace" | "acknowledgeTrace" | "setProgress">): Promise<void>;
}

export const bridgeCases: readonly BridgeCase[] = [
  {
    name: "answers a request with an outcome, text and numbers unchanged",
    async run(bridge) {
      const outcome = await bridge.request("datasets.open", { path: "/data/città ü.csv" });
      check(outcome.ok, "the request failed");
      const dataset = outcome.value as Record<string, unknown>;
      same(dataset.path, "/data/città ü.csv");
      same(dataset.size, 2 ** 40);
      same(dataset.modifiedMs, 1_700_000_000_000.5);
      same(JSON.stringify(dataset.preview), JSON.stringify([["a", "日本語 \u0000 \u{1F600}"]]));
    },
  },
  {
    name: "carries a fault as data, with its code and exit",
    async run(bridge) {
      const missing = await bridge.request("datasets.open", { path: missingPath });
      check(!missing.ok, "the request succeeded");
      same(missing.fault.code, "dataset-missing");
      const lost = await bridge.request("runs.stop", { runId: "1" });
      check(!lost.ok, "the request succeeded");
      same(lost.fault.exit?.signal, "SIGKILL");
      same(lost.fault.exit?.code, null);
    },
  },
  {
    name: "refuses an unknown request and malformed input with bad-request",
    async run(bridge) {
      for (const [name, input] of [
        ["no.such", {}],
        ["__proto__", {}],
        ["runs.start", { workers: "many" }],
        ["datasets.open", null],
      ] as const) {
        const outcome = await bridge.request(name as "app.info", input as Record<string, never>);
        check(!outcome.ok, `${name} succeeded`);
        same(outcome.fault.code, "bad-request");
      }
    },
  },
  {
    name: "answers requests in whatever order they are done",
    async run(bridge) {
      // The first is answered only once the second is.
      const first = bridge.request("runs.output", { runId: "1", from: 1 });
      const second = await bridge.request("runs.output", { runId: "1", from: 2 });
      same(JSON.stringify(second), JSON.stringify({ ok: true, value: { lines: [], lost: 2 } }));
      same(JSON.stringify(await first), JSON.stringify({ ok: true, value: { lines: [], lost: 1 } }));
    },
  },
  {
    name: "carries an answer of several megabytes whole",
    async run(bridge) {
      const outcome = await bridge.request("runs.export", { runId: "1", format: "csv" });
      check(outcome.ok, "the request failed");
      same((outcome.value as { text: string }).text === exportedText(), true);
    },
  },
  {
    name: "tells every listener of an event, and none that left",
    async run(bridge) {
      const heard: string[] = [];
      const note = (name: string) => (event: unknown) => heard.push(`${name} ${(event as { event: string }).event}`);
      const leave = bridge.onEvent(note("left"));
      leave();
      const both = new Promise<void>((resolve) => {
        const ends = [bridge.onEvent(note("one")), bridge.onEvent(note("two"))];
        const end = bridge.onEvent(() => {
          for (const stop of [...ends, end]) stop();
          resolve();
        });
      });
      await bridge.request("datasets.open", { path: "/data/a.csv" });
      await both;
      await bridge.request("datasets.open", { path: "/data/b.csv" });
      same(heard.join(), "one datasets,two datasets");
    },
  },
  {
    name: "brings a trace from an offset on, byte for byte, as fast as it is acknowledged",
    async run(bridge) {
      const offset = 1_000_003;
      await takeTrace(bridge, offset, traceBytes);
    },
  },
  {
    name: "brings no more of a trace than the window while nothing is acknowledged",
    async run(bridge) {
      let taken = 0;
      const end = bridge.onTrace(({ bytes }) => {
        taken += bytes.byteLength;
      });
      await bridge.request("trace.follow", { runId: "run-2", offset: 0 });
      // What was under way before this answer has arrived with it or soon after; more must not come.
      await until(() => taken >= traceWindowBytes - 1024 * 1024);
      await bridge.request("app.info", {});
      check(taken <= traceWindowBytes, `${taken} bytes came`);
      end();
    },
  },
  {
    name: "takes progress, and that there is none",
    async run(bridge) {
      bridge.setProgress(0.5);
      bridge.setProgress(null);
    },
  },
];

/** Follows the fake trace from an offset to its end, checking every byte. */
async function takeTrace(bridge: Pick<Bridge, "request" | "onTrace" | "acknowledgeTrace">, from: number, to: number) {
  let taken = from;
  const whole = new Promise<void>((resolve, reject) => {
    const end = bridge.onTrace(({ runId, offset, bytes }) => {
      try {
        same(runId, "run-1");
        same(offset, taken);
        for (let index = 0; index < bytes.length; index++) {
          if (bytes[index] !== traceByte(offset + index)) throw new Error(`byte ${offset + index} differs`);
        }
        taken += bytes.byteLength;
        bridge.acknowledgeTrace({ runId, offset: taken });
        if (taken < to) return;
        end();
        resolve();
      } catch (error) {
        end();
        reject(error);
      }
    });
  });
  const outcome = await bridge.request("trace.follow", { runId: "run-1", offset: from });
  check(outcome.ok, "trace.follow failed");
  await whole;
  same(taken, to);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

function same(given: unknown, expected: unknown): void {
  if (!Object.is(given, expected)) throw new Error(`${String(given)} instead of ${String(expected)}`);
}
