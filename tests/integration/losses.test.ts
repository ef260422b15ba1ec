import { describe, expect, it } from "vitest";
import { EngineUnderTest } from "./support/engine";
import { lossCases } from "./support/loss-cases";

describe("in Node", () => {
  it.each(lossCases.map((one) => [one.name, one] as const))("%s", async (_name, { run }) => {
    const engine = new EngineUnderTest();
    try {
      await run(engine);
    } finally {
      await engine.close();
    }
    expect(engine.workers).toEqual([]);
  });
});
