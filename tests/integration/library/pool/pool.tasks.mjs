import { defineTasks, Lock } from "lanescope";

let initialized = "";
let calls = 0;

/** @param {number} ms */
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const module = import.meta.url;

export const tasks = defineTasks(module, {
  /** @param {number} x */
  double: (x) => 2 * x,
  /** @param {number} x @returns {Promise<number>} */
  doubleLater: async (x) => {
    await new Promise((resolve) => setImmediate(resolve));
    return 2 * x;
  },
  /** @param {number} a @param {number} b */
  add: (a, b) => a + b,
  /** Calls that this worker has made of it. @param {unknown} [_item] */
  count: (_item) => ++calls,
  /** @param {number} x @returns {number} */
  failOdd(x) {
    if (x % 2 === 1) throw Object.assign(new RangeError(`${x} is odd`), { x });
    return x;
  },
  /** @param {number} code */
  exit: (code) => process.exit(code),
  /** @param {number} ms */
  spin(ms) {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return ms;
  },
  /** @param {number} ms @returns {Promise<number>} */
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms, ms)),
  /** @param {unknown} [_item] */
  forever: (_item) => new Promise((resolve) => setTimeout(resolve, 2 ** 30)),
  /** @param {import("lanescope").Value<"int32">} started */
  startForever(started) {
    started.add(1);
    return new Promise((resolve) => setTimeout(resolve, 2 ** 30));
  },
  /** @param {import("lanescope").Value<"int32">} started @returns {number} */
  startSpinning(started) {
    started.add(1);
    for (;;);
  },
  /** @param {import("lanescope").Value<"int32">} counter */
  increment: (counter) => counter.add(1),
  /** @param {import("lanescope").Value<"int32">} gate @param {number} [value] @returns {Promise<number>} */
  async waitFor(gate, value = 1) {
    while (gate.value < value) await new Promise((resolve) => setTimeout(resolve, 1));
    return value;
  },
  /** @param {string} word */
  initialize(word) {
    initialized = word;
  },
  /** @param {unknown} _item */
  initialized: (_item) => initialized,
  refuse() {
    throw new TypeError("the initializer failed");
  },
  /** @returns {unknown} */
  giveFunction: (/** @type {unknown} */ _item) => ({ rows: [1, { work: () => 1 }] }),
  /** @param {number} length */
  ones: (length) => new Float64Array(length).fill(1),
  /** @param {Float64Array} numbers */
  sum: (numbers) => numbers.reduce((total, number) => total + number, 0),
  /** @param {number} bytes */
  keep(bytes) {
    /** @type {{ kept?: Uint8Array[] }} */
    const holder = globalThis;
    holder.kept ??= [];
    holder.kept.push(new Uint8Array(bytes).fill(1));
    return bytes;
  },
  /** @param {unknown} x */
  same: (x) => x,
  /** @param {number} x @returns {number} */
  exitAt: (x) => (x < 0 ? process.exit(1) : x),
  /**
   * Blocks until the gate is open, where there is one.
   *
   * @param {{ gate: import("lanescope").Value<"int32"> | null, begun: import("lanescope").Value<"int32"> | null }} item
   */
  gated({ gate, begun }) {
    begun?.add(1);
    while (gate !== null && gate.value === 0);
  },
  /** @param {number} x @returns {Promise<number>} */
  async sleepTen(x) {
    await wait(10);
    return x;
  },
  /** @param {import("lanescope").Value<"int32">} counter @param {boolean} fails */
  failOrCount(counter, fails) {
    if (fails) throw new Error("failed");
    counter.add(1);
  },
  /** @param {{ lock: Lock, counter: import("lanescope").Value<"int32"> }} shared */
  incrementLocked: ({ lock, counter }) =>
    lock.with(() => {
      counter.value += 1;
    }),
  /** @param {Lock} lock */
  sameLock: (lock) => lock instanceof Lock,
});
