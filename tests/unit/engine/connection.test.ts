import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TraceSpool } from "../../../src/engine/recorder";
import { Connection, type Handlers } from "../../../src/engine/service/connection";
import type { ServiceEvent, TraceMessage } from "../../../src/shared/contract/events";
import { requestNames } from "../../../src/shared/contract/requests";
import { fail } from "../../../src/shared/fault";
import { blockOf } from "./support/traces";
import { until } from "./support/wait";

let logged: string[];
let events: ServiceEvent[];
let traces: TraceMessage[];
let closed: Connection[];

beforeEach(() => {
  logged = [];
  events = [];
  traces = [];
  closed = [];
});

/** A connection whose requests are all answered with nothing, but for those given. */
function connect(given: Partial<Handlers> = {}): Connection {
  const handlers = Object.fromEntries(requestNames.map((name) => [name, () => ({})])) as unknown as Handlers;
  const view = {
    event: (event: ServiceEvent) => void events.push(event),
    trace: (message: TraceMessage) => void traces.push(message),
  };
  const log = {
    info: (text: string) => void logged.push(`info ${text}`),
    warn: (text: string) => void logged.push(`warn ${text}`),
    error: (text: string) => void logged.push(`error ${text}`),
  };
  return new Connection(view, { ...handlers, ...given }, log, (one) => closed.push(one));
}

const badRequest = (message: string | RegExp): unknown => ({
  ok: false,
  fault: { code: "bad-request", message: expect.stringMatching(message) },
});

describe("a view's request", () => {
  it("is answered with what its handler gives, at once or later", async () => {
    const connection = connect({
      "datasets.remove": () => ({}),
      "runs.output": async ({ from }) => ({ lines: [], lost: from }),
    });
    expect(await connection.request("datasets.remove", { datasetId: "x" })).toEqual({ ok: true, value: {} });
    const output = await connection.request("runs.output", { runId: "x", from: 3 });
    expect(output).toEqual({ ok: true, value: { lines: [], lost: 3 } });
  });

  it("reaches its handler parsed: defaults filled in, what is unknown left out, with the connection", async () => {
    const received: unknown[] = [];
    const connection = connect({
      "trace.follow": (...given) => {
        received.push(...given);
        return {};
      },
    });
    await connection.request("trace.follow", { runId: "x", admin: true });
    expect(received).toEqual([{ runId: "x", offset: 0 }, connection]);
  });

  it.each([
    ["no.such", /^There is no request "no\.such"\.$/],
    ["toString", /^There is no request "toString"\.$/],
    ["__proto__", /^There is no request "__proto__"\.$/],
    [undefined, /name is a text/],
    [7, /name is a text/],
    [{ toString: null }, /name is a text/],
    [Object.create(null), /name is a text/],
  ])("is refused where it is %j", async (name, message) => {
    expect(await connect().request(name, {})).toEqual(badRequest(message));
    expect(logged).toEqual([]);
  });

  it.each([
    ["datasets.open", {}, /^The request datasets\.open is malformed\. path: .*\.$/],
    ["datasets.open", { path: "" }, /path: /],
    ["datasets.open", null, /input: /],
    ["runs.start", { workload: 1 }, /workload: .*; parameters: /],
    ["trace.follow", { runId: "x", offset: -1 }, /offset: /],
    ["runs.result", { runId: "x", limit: 2_000_000 }, /limit: /],
  ])("is refused where the input of %s is malformed, and says where: %j", async (name, input, message) => {
    const handled: unknown[] = [];
    const handler = (input: unknown): never => {
      handled.push(input);
      throw new Error("it was handled");
    };
    expect(await connect({ [name]: handler }).request(name, input)).toEqual(badRequest(message));
    expect(handled).toEqual([]);
  });

  it("that fails as expected is answered with the fault, and is no matter for the log", async () => {
    const connection = connect({ "runs.stop": () => fail("run-unknown", "There is no such run.") });
    expect(await connection.request("runs.stop", { runId: "x" })).toEqual({
      ok: false,
      fault: { code: "run-unknown", message: "There is no such run." },
    });
    expect(logged).toEqual([]);
  });

  it.each([
    ["throws", () => expect.fail("a bug")],
    ["rejects", () => Promise.reject(new Error("a bug"))],
  ])("whose handler %s by a bug is answered too, and logged", async (_how, handler) => {
    const outcome = await connect({ "runs.list": handler }).request("runs.list", {});
    expect(outcome).toMatchObject({ ok: false, fault: { code: "internal", message: "a bug" } });
    expect(logged).toEqual([expect.stringMatching(/^error runs\.list failed: .*a bug/)]);
  });
});

describe("a view's connection", () => {
  let folder: string;
  let spool: TraceSpool;
  const failures: unknown[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lanescope-connection-"));
    spool = new TraceSpool(join(folder, "trace"), (error) => failures.push(error));
    spool.append(blockOf(1, 100));
  });

  afterEach(async () => {
    await spool.remove();
    rmSync(folder, { recursive: true, force: true });
    expect(failures).toEqual([]);
  });

  it("passes events on", () => {
    connect().event({ event: "datasets", datasets: [] });
    expect(events).toEqual([{ event: "datasets", datasets: [] }]);
  });

  it("follows one trace at a time", async () => {
    const connection = connect();
    connection.follow("first", spool, 0);
    connection.follow("second", spool, 0);
    await until(() => traces.length > 0);
    spool.append(blockOf(1, 50));
    await until(() => traces.length > 1);
    connection.close();
    expect(traces.map(({ runId, offset }) => [runId, offset])).toEqual([
      ["second", 0],
      ["second", 116],
    ]);
  });

  it.each([null, "x", {}, { runId: "x" }, { runId: "x", offset: -1 }, { runId: 3, offset: 0 }])(
    "logs an acknowledgement that is malformed, and ignores it: %j",
    (acknowledgement) => {
      connect().acknowledgeTrace(acknowledgement);
      expect(logged).toEqual([expect.stringMatching(/^warn a malformed acknowledgement/)]);
    },
  );

  it("ignores an acknowledgement of a run that it follows no more", () => {
    const connection = connect();
    connection.acknowledgeTrace({ runId: "first", offset: 5 });
    connection.follow("second", spool, 0);
    connection.acknowledgeTrace({ runId: "first", offset: 5 });
    connection.close();
    expect(logged).toEqual([]);
  });

  it("logs that a trace cannot be read", async () => {
    const connection = connect();
    connection.follow("run", spool, 7);
    await until(() => logged.length > 0);
    expect(logged).toEqual([expect.stringMatching(/^error the trace of run run could not be read: no trace block/)]);
    connection.close();
  });

  it("tells its end, and can be ended twice", () => {
    const connection = connect();
    connection.follow("run", spool, 0);
    connection.close();
    connection.close();
    expect(closed).toEqual([connection, connection]);
  });
});
