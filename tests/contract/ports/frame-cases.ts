import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { end, mebibyte, type PortCase, sameBytes } from "./case-support";
import { Probe } from "./probe";
import { pattern } from "./test-frames";

/** What passes between a parent and a worker that lives. */
export const frameCases: readonly PortCase[] = [
  {
    name: "carries frames in order, both ways",
    async run(stage) {
      const probe = new Probe(stage);
      for (let id = 0; id < 500; id += 1) probe.post({ type: "echo", id, values: `text ${id}` });
      await probe.until(() => probe.of("echo").length === 500);
      deepStrictEqual(
        probe.of("echo").map(({ id, values }) => [id, values]),
        Array.from({ length: 500 }, (_, id) => [id, `text ${id}`]),
      );
      await end(probe);
    },
  },
  {
    name: "carries frames of 8 MB whole and in order with small ones, both ways",
    async run(stage) {
      const probe = new Probe(stage);
      const large = pattern(8 * mebibyte);
      for (let id = 0; id < 6; id += 1) probe.post({ type: "echo", id, values: id % 2 === 0 ? large : pattern(id) });
      await probe.until(() => probe.of("echo").length === 6);
      for (const [index, { id, values }] of probe.of("echo").entries()) {
        strictEqual(id, index);
        sameBytes(values, id % 2 === 0 ? large : pattern(id));
      }
      await end(probe);
    },
  },
  {
    name: "keeps the values that frames are made of",
    async run(stage) {
      const probe = new Probe(stage);
      const values = {
        big: 2n ** 63n - 1n,
        text: "città 日本語 \u0000 \u{1F600}",
        numbers: [0, -0, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 0.1],
        none: [null, undefined],
        bytes: pattern(3).subarray(1),
        nested: { list: [{ deep: true }], map: new Map([["a", 1]]) },
      };
      probe.post({ type: "echo", id: 1, values });
      const { values: back } = await probe.first("echo");
      deepStrictEqual({ ...(back as typeof values), bytes: null }, { ...values, bytes: null });
      sameBytes((back as typeof values).bytes, values.bytes);
      await end(probe);
    },
  },
  {
    name: "takes a frame as it is when posted, whatever happens to it later",
    async run(stage) {
      const probe = new Probe(stage);
      const values = { state: "posted" };
      probe.post({ type: "echo", id: 1, values });
      values.state = "changed";
      deepStrictEqual((await probe.first("echo")).values, { state: "posted" });
      await end(probe);
    },
  },
  {
    name: "keeps frames until the worker listens",
    async run(stage) {
      const probe = new Probe(stage, "late");
      for (let id = 0; id < 3; id += 1) probe.post({ type: "echo", id, values: pattern(mebibyte) });
      await probe.until(() => probe.of("echo").length === 3);
      deepStrictEqual(
        probe.replies.map((reply) => (reply.type === "echo" ? reply.id : reply.type)),
        ["started", 0, 1, 2],
      );
      await end(probe);
    },
  },
  {
    name: "hands buffers over instead of copying them",
    needs: ["transfer"],
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "hand-over", bytes: mebibyte });
      await probe.until(() => probe.of("handed-over").length === 2);
      const [sent, left] = probe.of("handed-over");
      sameBytes(new Uint8Array(sent!.buffer), pattern(mebibyte));
      strictEqual(left!.left, 0, "the worker kept its buffer");
      const values = pattern(mebibyte);
      probe.handle.post({ type: "echo", id: 1, values, generation: probe.generation } as never, [values.buffer]);
      strictEqual(values.byteLength, 0, "the parent kept its buffer");
      sameBytes((await probe.first("echo")).values, pattern(mebibyte));
      await end(probe);
    },
  },
  {
    name: "carries buffers that the worker gives away",
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "hand-over", bytes: mebibyte });
      await probe.until(() => probe.of("handed-over").length === 2);
      sameBytes(new Uint8Array(probe.of("handed-over")[0]!.buffer), pattern(mebibyte));
      await end(probe);
    },
  },
  {
    name: "tells the worker its generation before its first frame",
    async run(stage) {
      const probe = new Probe(stage);
      strictEqual((await probe.first("started")).generation, probe.generation);
      probe.post({ type: "describe" });
      strictEqual((await probe.first("description")).knowsStartFacts, false, "programs of the worker would inherit it");
      await end(probe);
    },
  },
  {
    name: "knows the process of a worker that has one",
    async run(stage) {
      const probe = new Probe(stage);
      await probe.first("started");
      probe.post({ type: "describe" });
      const { pid } = await probe.first("description");
      if (stage.pid === "own") {
        strictEqual(probe.handle.pid, pid);
        ok(pid !== process.pid);
      } else strictEqual(probe.handle.pid, stage.pid === "parent" ? process.pid : null);
      await end(probe);
    },
  },
  {
    name: "passes on what a worker prints, as it comes",
    needs: ["output"],
    async run(stage) {
      const probe = new Probe(stage);
      probe.post({ type: "print", stream: "stdout", text: "no line end" });
      await probe.until(() => probe.printed.stdout === "no line end");
      probe.post({ type: "print", stream: "stderr", text: "a warning\n" });
      await probe.until(() => probe.printed.stderr === "a warning\n");
      strictEqual(probe.printed.stdout, "no line end");
      await end(probe);
    },
  },
  {
    name: "keeps characters whole where output comes in pieces",
    needs: ["output"],
    async run(stage) {
      const probe = new Probe(stage);
      const text = "aü日\u{1F600}".repeat(100_000);
      probe.post({ type: "print", stream: "stdout", text });
      await probe.until(() => probe.printed.stdout.length >= text.length);
      ok(probe.printed.stdout === text, "the text is another one");
      await end(probe);
    },
  },
];
