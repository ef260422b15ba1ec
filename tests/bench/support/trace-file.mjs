/** Writes Chrome traces for benchmarks: the same bytes for the same numbers, on every machine. */

import { closeSync, openSync, writeSync } from "node:fs";

const outer = [
  "pool.map chunk",
  "process data",
  "read csv",
  "group by",
  "mandelbrot row",
  "word count",
  "render frame",
];
const middle = ["deserialize", "compute", "lock.acquire", "serialize", "pipe.send", "fs.read", "sort", "hash join"];
const inner = ["memcpy", "parse int", "lock.wait", "write", "alloc", "read block", "compare", "utf8"];

/** Numbers in 0..1 that are the same each time. Source: Marsaglia, xorshift, 32 bits. */
function randomNumbers() {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

/**
 * Writes a trace of processes with one thread each: slices (`X`) nested to depth three, about 2 % counter samples. Events of a thread
 * stand in the order of their starts, those of different threads about so; 92 bytes each.
 *
 * @param {string} path
 * @param {number} events
 * @param {number} processes
 */
export function writeTrace(path, events, processes = 16) {
  const random = randomNumbers();
  const file = openSync(path, "w");
  let text = '{"displayTimeUnit":"ms","traceEvents":[\n';
  for (let id = 1; id <= processes; id++) {
    text += `${id > 1 ? ",\n" : ""}{"name":"process_name","ph":"M","pid":${id},"tid":${id},"args":{"name":"Worker-${id}"}}`;
  }
  let written = 0;
  /** @param {string} line */
  const emit = (line) => {
    text += `,\n${line}`;
    written++;
    if (text.length < 1 << 20) return;
    writeSync(file, text);
    text = "";
  };
  // Times are whole tenths of a microsecond, so that nesting is exact.
  /** @param {number} tenths */
  const micros = (tenths) => `${Math.floor(tenths / 10)}.${tenths % 10}`;
  /**
   * @param {readonly string[]} names
   * @param {string} category
   * @param {number} start
   * @param {number} duration
   * @param {number} process
   * @param {string} more
   */
  const slice = (names, category, start, duration, process, more = "") => {
    if (written === events) return;
    const name = names[Math.floor(random() * names.length)];
    const times = `"ts":${micros(start)},"dur":${micros(duration)}`;
    emit(`{"name":"${name}","cat":"${category}","ph":"X",${times},"pid":${process + 1},"tid":${process + 1}${more}}`);
  };
  const clocks = Array.from({ length: processes }, () => Math.floor(random() * 5_000));
  const memory = clocks.map(() => 50);
  for (let task = 0; written < events; task++) {
    const process = clocks.indexOf(Math.min(...clocks));
    const start = clocks[process] ?? 0;
    const spread = random() + random() + random() + random() - 2;
    const duration = Math.max(20, Math.floor(4_000 * Math.exp(1.1 * spread)));
    slice(outer, "task", start, duration, process, `,"args":{"task":${task}}`);
    const steps = random() < 0.6 ? 1 + Math.floor(random() * 4) : 0;
    for (let step = 0; step < steps; step++) {
      const length = Math.floor(duration / steps);
      const from = start + step * length + Math.ceil(length * 0.05);
      const taken = Math.max(1, Math.floor(length * (0.3 + 0.6 * random())));
      slice(middle, "step", from, taken, process);
      const parts = taken >= 20 && random() < 0.42 ? 1 + Math.floor(random() * 3) : 0;
      for (let part = 0; part < parts; part++) {
        const share = Math.floor(taken / parts);
        slice(inner, "op", from + part * share + 1, Math.max(1, Math.floor(share * 0.7)), process);
      }
    }
    if (random() < 0.075 && written < events) {
      const megabytes = Math.max(10, (memory[process] ?? 0) + (random() - 0.5) * 8);
      memory[process] = megabytes;
      const ids = `"pid":${process + 1},"tid":${process + 1}`;
      emit(`{"name":"memory","ph":"C","ts":${micros(start)},${ids},"args":{"MB":${megabytes.toFixed(1)}}}`);
    }
    clocks[process] = start + duration + 1 + Math.floor(-800 * Math.log(1 - random()));
  }
  writeSync(file, `${text}\n]}\n`);
  closeSync(file);
}
