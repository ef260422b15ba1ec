import { fileURLToPath } from "node:url";
import { measure } from "./support/processes.mjs";

const program = fileURLToPath(new URL("./chaos/chaos.program.mjs", import.meta.url));

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "chaos",
  description:
    "1,000 runs in which workers that hold locks, wait and send are killed or stopped at random: all figures but the first four are 0",
  async run({ quick }) {
    const rounds = quick ? 20 : 1_000;
    const { output } = await measure(process.execPath, [program, String(rounds), "1"]);
    const report = JSON.parse(output);
    return [
      ["runs", report.rounds],
      ["workers killed", report.kills],
      ["workers stopped and continued", report.stops],
      ["tasks lost with them", report.lost],
      ["runs that hang", report.hangs],
      ["runs with a wrong result", report.wrong],
      ["processes left", report.orphans],
      ["segments of memory left", report.segments],
    ].map(([figure, value]) => ({ figure, value, unit: "" }));
  },
};
