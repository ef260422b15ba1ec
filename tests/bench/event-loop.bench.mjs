import { rmSync } from "node:fs";
import { bundleHost } from "./support/bundle-host.mjs";
import { measure, median } from "./support/processes.mjs";

const workers = 2;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "event-loop",
  description: "the parent's event-loop delay while 2 workers emit 50,000 events a second, and 10 times as many",
  async run({ quick }) {
    const folder = await bundleHost("event-loop");
    try {
      const figures = [];
      for (const eventsPerSecond of [50_000, 500_000]) {
        /** @type {Record<string, number>[]} */
        const runs = [];
        for (let round = 0; round < (quick ? 1 : 5); round++) {
          const parameters = [folder, String(workers), quick ? "2" : "5", String(eventsPerSecond)];
          const { output } = await measure(process.execPath, [`${folder}/host.cjs`, ...parameters]);
          runs.push(JSON.parse(output));
        }
        const of = (/** @type {string} */ name) => median(runs.map((run) => run[name] ?? Number.NaN));
        const at = `at ${eventsPerSecond.toLocaleString("en")} events a second`;
        figures.push(
          { figure: `events a second, ${at}`, value: of("eventsPerSecond"), unit: "1/s" },
          { figure: `dropped, ${at}`, value: of("dropped"), unit: "events" },
          { figure: `delay, median, ${at}`, value: of("p50Ms"), unit: "ms" },
          { figure: `delay, 99th percentile, ${at}`, value: of("p99Ms"), unit: "ms" },
          { figure: `delay, most, ${at}`, value: of("maxMs"), unit: "ms" },
          { figure: `delay as the app shows it, ${at}`, value: of("toldP99Ms"), unit: "ms" },
        );
      }
      return figures;
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
