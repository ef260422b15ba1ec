import { expect, it } from "vitest";
import { checkOptions } from "../../../../src/engine/host/program/pool/pool-options";

it("a pool has from 1 to 1,024 workers, and starts none where another number is asked for", () => {
  const check = (workers: number) => () => checkOptions({ workers }, () => "Pool-1");
  for (const workers of [1, 1_024]) expect(check(workers)()).toMatchObject({ workers, mode: "processes" });
  for (const workers of [0, -1, 1.5, Number.NaN, 1_025, 1e9]) expect(check(workers)).toThrow(/^workers is /);
});
