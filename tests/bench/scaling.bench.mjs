import { generatedCsv } from "./support/csv.mjs";
import { oneAgainstTwo } from "./support/two-workers.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "scaling",
  description: "1 GB CSV, 100,000 groups: 2 workers against 1, and the memory of each process",
  run({ quick }) {
    const path = generatedCsv({ bytes: (quick ? 100 : 1_000) * 1e6, groups: 100_000 });
    return oneAgainstTwo(["group-by", path, "--param", "by=product", "--param", "of=price"], quick ? 1 : 5);
  },
};
