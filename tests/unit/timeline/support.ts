import type { PixelSheet } from "../../../src/renderer/timeline/draw/columns";
import { createPaint, type Paint, type PatternMaker } from "../../../src/renderer/timeline/draw/paint";
import type { Surface } from "../../../src/renderer/timeline/draw/surface";
import type { Portions } from "../../../src/renderer/timeline/tables/portions";
import { darkTheme, type TimelineTheme } from "../../../src/renderer/timeline/theme";
import {
  blockHeaderBytes,
  blockTypes,
  encodeLaneBlock,
  writeBlockHeader,
} from "../../../src/shared/trace/block-layout";
import type { Lane, LaneKind } from "../../../src/shared/trace/lanes";
import {
  computingTask,
  type RecordCategory,
  recordBytes,
  recordKinds,
  writeRecord,
} from "../../../src/shared/trace/records";

/** A lane with everything that a test does not care about. */
export function lane(id: number, kind: LaneKind, more: Partial<Lane> = {}): Lane {
  return {
    id,
    kind,
    name: `${kind} ${id}`,
    number: kind === "worker" ? id : 0,
    pid: 1000 + id,
    part: "",
    valueType: "",
    startNs: 0,
    endNs: null,
    exit: null,
    remark: "",
    ...more,
  };
}

export function laneBlock(value: Lane): Uint8Array {
  return encodeLaneBlock(value);
}

/** Writes the records of one lane into blocks, as a producer does; names keep their numbers across blocks. */
export class LaneWriter {
  readonly #lane: number;
  readonly #names = new Map<string, number>();
  #bytes: number[] = [];

  constructor(lane: number) {
    this.#lane = lane;
  }

  begin(time: number, category: RecordCategory, name = "", value = Number.NaN, attempt = 0): this {
    return this.#record(time, recordKinds.begin, category, name, value, 0, attempt);
  }

  beginTask(time: number, name = "", value = Number.NaN): this {
    return this.#record(time, recordKinds.begin, computingTask, name, value, 0, 0);
  }

  end(time: number, amount = Number.NaN): this {
    return this.#record(time, recordKinds.end, 0, "", amount, 0, 0);
  }

  instant(time: number, name = ""): this {
    return this.#record(time, recordKinds.instant, 0, name, 0, 0, 0);
  }

  /** An instant about another lane. */
  lost(time: number, name: string, amount: number, subject: number): this {
    return this.#record(time, recordKinds.instant, 0, name, amount, subject, 0);
  }

  counter(time: number, name: string, value: number): this {
    return this.#record(time, recordKinds.counter, 0, name, value, 0, 0);
  }

  lockRequest(time: number, lock: number): this {
    return this.#record(time, recordKinds.lockRequest, 2, "", 0, lock, 0);
  }

  lockAcquire(time: number, lock: number): this {
    return this.#record(time, recordKinds.lockAcquire, 0, "", 0, lock, 0);
  }

  lockGiveUp(time: number, lock: number): this {
    return this.#record(time, recordKinds.lockGiveUp, 0, "", 0, lock, 0);
  }

  lockRelease(time: number, lock: number): this {
    return this.#record(time, recordKinds.lockRelease, 0, "", 0, lock, 0);
  }

  valueUpdate(time: number, value: number, subject: number): this {
    return this.#record(time, recordKinds.valueUpdate, 0, "", value, subject, 0);
  }

  flowOut(time: number, flow: number): this {
    return this.#record(time, recordKinds.flowOut, 0, "", 0, flow, 0);
  }

  flowIn(time: number, flow: number): this {
    return this.#record(time, recordKinds.flowIn, 0, "", 0, flow, 0);
  }

  /** The block of everything since the last one. */
  block(dropped = 0): Uint8Array {
    const block = new Uint8Array(blockHeaderBytes + this.#bytes.length);
    const header = new DataView(block.buffer);
    writeBlockHeader(header, 0, this.#bytes.length, this.#lane, dropped, blockTypes.records);
    block.set(this.#bytes, blockHeaderBytes);
    this.#bytes = [];
    return block;
  }

  #record(
    time: number,
    kind: (typeof recordKinds)[keyof typeof recordKinds],
    category: number,
    name: string,
    value: number,
    subject: number,
    extra: number,
  ): this {
    let id = 0;
    if (name !== "") {
      id = this.#names.get(name) ?? 0;
      if (id === 0) {
        id = this.#names.size + 1;
        this.#names.set(name, id);
        const text = new TextEncoder().encode(name);
        this.#push(time, recordKinds.name, 0, id, 0, 0, text.length);
        const padded = new Uint8Array(Math.ceil(text.length / recordBytes) * recordBytes);
        padded.set(text);
        this.#bytes.push(...padded);
      }
    }
    this.#push(time, kind, category, id, value, subject, extra);
    return this;
  }

  #push(
    time: number,
    kind: (typeof recordKinds)[keyof typeof recordKinds],
    category: number,
    name: number,
    value: number,
    subject: number,
    extra: number,
  ): void {
    const record = new Uint8Array(recordBytes);
    writeRecord(new DataView(record.buffer), 0, time, kind, category, name, value, subject, extra);
    this.#bytes.push(...record);
  }
}

/** Several blocks as one stretch. */
export function join(...blocks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

export interface Filled {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly style: unknown;
}

/** A surface that remembers what was filled and written, in the coordinates of the surface's origin. */
export class RecordingSurface {
  readonly fills: Filled[] = [];
  readonly texts: { readonly text: string; readonly x: number; readonly y: number }[] = [];
  /** Styles of the lines that were drawn. */
  readonly strokes: unknown[] = [];
  calls = 0;
  fillStyle: unknown = "";
  strokeStyle: unknown = "";
  lineWidth = 1;
  font = "";
  textAlign = "left";
  globalAlpha = 1;
  imageSmoothingEnabled = true;
  #dx = 0;
  #dy = 0;
  #saved: [number, number][] = [];
  #path: { x: number; y: number; width: number; height: number } | null = null;

  get surface(): Surface {
    // It has every member that drawing uses; the context's own types for styles are wider than needed.
    return this as unknown as Surface;
  }

  save(): void {
    this.#saved.push([this.#dx, this.#dy]);
  }

  restore(): void {
    [this.#dx, this.#dy] = this.#saved.pop() ?? [0, 0];
  }

  translate(x: number, y: number): void {
    this.#dx += x;
    this.#dy += y;
  }

  beginPath(): void {
    this.#path = null;
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path = { x, y, width, height };
  }

  roundRect(x: number, y: number, width: number, height: number): void {
    this.#path = { x, y, width, height };
  }

  fill(): void {
    if (this.#path !== null) this.fillRect(this.#path.x, this.#path.y, this.#path.width, this.#path.height);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.calls++;
    this.fills.push({ x: x + this.#dx, y: y + this.#dy, width, height, style: this.fillStyle });
  }

  fillText(text: string, x: number, y: number): void {
    this.calls++;
    this.texts.push({ text, x: x + this.#dx, y: y + this.#dy });
  }

  stroke(): void {
    this.calls++;
    this.strokes.push(this.strokeStyle);
  }

  closePath(): void {}
  clip(): void {}
  moveTo(): void {}
  lineTo(): void {}
  arc(): void {}
  arcTo(): void {}
  setLineDash(): void {}
  drawImage(): void {
    this.calls++;
  }
}

/** Keeps the pictures that were put onto a surface. */
export class RecordingSheet implements PixelSheet {
  readonly puts: {
    readonly columns: number;
    readonly rows: number;
    readonly x: number;
    readonly pixels: Uint32Array;
  }[] = [];
  #pixels = new Uint32Array(0);

  acquire(columns: number, rows: number): { readonly pixels: Uint32Array; readonly stride: number } {
    this.#pixels = new Uint32Array(columns * rows);
    return { pixels: this.#pixels, stride: columns };
  }

  put(_out: Surface, columns: number, rows: number, x: number): void {
    this.puts.push({ columns, rows, x, pixels: this.#pixels });
  }
}

const namedPatterns: PatternMaker = {
  stripes: () => "stripes",
  lines: () => "lines",
  cross: () => "cross",
  dots: () => "dots",
};

/** Letters of six pixels, named patterns, one device pixel per CSS pixel. */
export function testPaint(theme: TimelineTheme = darkTheme): { readonly paint: Paint; readonly sheet: RecordingSheet } {
  const sheet = new RecordingSheet();
  return { paint: createPaint(theme, namedPatterns, (text) => text.length * 6, sheet, 1), sheet };
}

/** Runs a question to its end. */
export function answerOf<Result>(portions: Portions<Result>): Result {
  for (;;) {
    const step = portions.next();
    if (step.done === true) return step.value;
  }
}
