import { inTurn, node, pythonPool, traced } from "./support/pools.mjs";

const tasks = 100_000;
const items = 1_000_000;
const objects = 200_000;

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "pool-noop",
  description: "Pool.map of tasks that do nothing, over 2 processes, against Python's and against plain fork messages",
  run: async ({ quick }) => {
    const rounds = quick ? 1 : 5;
    const ms = await inTurn(
      {
        ours: node("noop", tasks, "processes", rounds),
        traced: traced("noop", tasks, "processes", rounds),
        threads: node("noop", tasks, "threads", rounds),
        python: pythonPool("noop", tasks, 1),
        fork: node("forkNoop", tasks, 1),
        numbers: node("same", items, "numbers", rounds),
        pythonNumbers: pythonPool("same", items, "numbers", rounds),
        forkNumbers: node("forkSame", items, rounds),
        objects: node("same", objects, "objects", rounds),
        pythonObjects: pythonPool("same", objects, "objects", rounds),
      },
      quick,
    );
    /** @param {string} figure @param {number} count @param {number} ours @param {number} theirs */
    const rate = (figure, count, ours, theirs) => {
      const [value, baseline] = [count / ours / 1_000, count / theirs / 1_000];
      return { figure, value, unit: "M tasks/s", baseline, ratio: value / baseline };
    };
    return [
      rate("chunk size 1, against Python", tasks, ms.ours, ms.python),
      rate("chunk size 1, against plain fork", tasks, ms.ours, ms.fork),
      rate("chunk size 1, traced, against plain fork", tasks, ms.traced, ms.fork),
      rate("chunk size 1 in threads, against Python's processes", tasks, ms.threads, ms.python),
      rate("chunks chosen, numbers, against Python", items, ms.numbers, ms.pythonNumbers),
      rate("chunks chosen, numbers, against plain fork", items, ms.numbers, ms.forkNumbers),
      rate("chunks chosen, small objects, against Python", objects, ms.objects, ms.pythonObjects),
    ];
  },
};
