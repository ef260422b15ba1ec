import { describe, expect, it } from "vitest";
import { twins } from "../../../src/shared/twins";
import { builtinWorkloads } from "../../../src/workloads";

describe.each(twins)("the twins $id", ({ runs }) => {
  it("differ in one thing, and can be run as they are", () => {
    const [costly, good] = runs;
    expect(costly.name).not.toBe(good.name);
    expect(costly.settings.workload).toBe(good.settings.workload);
    const workload = builtinWorkloads.find(({ id }) => id === costly.settings.workload)!;
    expect(workload.input).toBe("none");
    for (const { settings } of runs) {
      const parsed = workload.parameters.safeParse(settings.parameters);
      expect(parsed.success).toBe(true);
      // The work is cut as it is meant to be: several chunks, or as many as there are packs.
      const { workers, chunkSize } = settings;
      const plan = workload.split({
        parameters: workload.parameters.parse(settings.parameters),
        dataset: null,
        chunkSize,
        workers,
      });
      expect(plan.to).toBeGreaterThan(plan.chunkSize);
    }
  });
});
