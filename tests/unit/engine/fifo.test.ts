import fc from "fast-check";
import { expect, it } from "vitest";
import { Fifo } from "../../../src/engine/host/program/fifo";

it("gives items in the order in which they came, like a list, however many", () => {
  const step = fc.oneof(
    fc.nat(3_000),
    fc.nat(3_000).map((count) => -count),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [fifo, list]: [Fifo<number>, number[]] = [new Fifo(), []];
      let next = 0;
      for (const count of steps) {
        for (let time = 0; time < count; time++, next++) {
          fifo.push(next);
          list.push(next);
        }
        for (let time = 0; time < -count; time++) expect(fifo.shift()).toBe(list.shift());
        expect(fifo.size).toBe(list.length);
      }
      expect(fifo.drain()).toEqual(list);
      expect(fifo.size).toBe(0);
    }),
    { numRuns: 20 },
  );
});
