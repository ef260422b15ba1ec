import { fail } from "../../../shared/fault";
import type { NumberOf, NumberType, SharedCells, TypedCells } from "../../memory";
import type { HandleDescriptor } from "../../protocol/program";
import { Handle, type Opening } from "../handle";
import { isNumberType, numberTypes, type TypedArrayOf, typedArray } from "../numbers";
import { RLock } from "./lock";
import { checkNumber, exchange, type ValueOptions } from "./value";

/**
 * Numbers that several processes share, of a fixed length. Every access to one number is atomic, each for itself; whole
 * stretches are copied, which is not.
 *
 * It is no typed array, and cannot be one: Electron's processes may not map memory into JavaScript. Work on copies of
 * stretches (`read`, `write`) where speed matters.
 */
export class SharedArray<Type extends NumberType = NumberType> extends Handle {
  /** How many numbers. */
  readonly length: number;
  readonly #memory: SharedCells | null;
  readonly #cells: TypedCells<NumberOf<Type>> | null;
  readonly #type: Type;
  readonly #lock: RLock;

  /**
   * @param type `int32`, `uint32`, `int64` (bigints), `float32` or `float64`.
   * @param content How many, all zero; or the numbers.
   * @param opening Internal.
   * @throws {FaultError} `bad-parameter`; `memory-full`; `host-only` in a worker.
   */
  constructor(
    type: Type,
    content: number | ArrayLike<NumberOf<Type>>,
    { name = "" }: ValueOptions = {},
    opening?: Opening,
  ) {
    if (!isNumberType(type)) checkNumber(type, 0);
    const length = typeof content === "number" ? content : content.length;
    if (!Number.isInteger(length) || length < 0) {
      fail("bad-parameter", `A SharedArray has a length of 0 or more, not ${length}.`);
    }
    const lock = opening === undefined ? new RLock({ name }).descriptor : undefined;
    const bytes = Math.max(length * numberTypes[type].width, 1);
    super({ kind: "array", name, bytes, more: { type, length, lock } }, opening);
    this.#type = type;
    this.length = length;
    const context = this.alive();
    const { place, more } = this.descriptor;
    this.#memory = place === null || context.memory === null ? null : context.memory.openCells(place);
    this.#cells = this.#memory?.as(type) ?? null;
    this.#lock = context.open(more.lock as HandleDescriptor) as RLock;
    if (opening === undefined && typeof content !== "number") this.write(content);
  }

  get type(): Type {
    return this.#type;
  }

  /** The array's own lock, for whoever has the array: nothing takes it by itself. Python's `get_lock()`. */
  getLock(): RLock {
    return this.#lock;
  }

  /** @param index Negative ones count from the end. @throws {FaultError} `memory-range`; so do the others. */
  get(index: number): NumberOf<Type> {
    const context = this.alive();
    const at = this.#index(index);
    const value = this.#load(at);
    context.watch?.readElement(context.owner(), this.descriptor.id, at, value);
    return value;
  }

  set(index: number, value: NumberOf<Type>): void {
    const context = this.alive();
    checkNumber(this.#type, value);
    const at = this.#index(index);
    if (context.watch === null) {
      if (this.#cells === null) this.askSync("store", { value: [at, value] });
      else this.#cells.store(at, value);
      return;
    }
    const before =
      this.#cells === null ? this.askSync("store", { value: [at, value] }) : exchange(this.#cells, at, value);
    const { id, lane } = this.descriptor;
    const lost = context.watch.wroteElement(context.owner(), id, at, before as NumberOf<Type>);
    if (lost !== 0) context.trace?.instant(`lost update of ${this.name}[${at}]`, lost, lane);
  }

  /** Adds at once, so that no lock is needed. Integers wrap around. @returns The number before. */
  add(index: number, amount: NumberOf<Type>): NumberOf<Type> {
    this.alive();
    checkNumber(this.#type, amount);
    const at = this.#index(index);
    if (this.#cells !== null) return this.#cells.add(at, amount);
    return this.askSync("add", { value: [at, amount] }) as NumberOf<Type>;
  }

  /** Writes `value` where the number is `expected`, at once. @returns The number before. */
  compareExchange(index: number, expected: NumberOf<Type>, value: NumberOf<Type>): NumberOf<Type> {
    this.alive();
    checkNumber(this.#type, expected);
    checkNumber(this.#type, value);
    const at = this.#index(index);
    if (this.#cells !== null) return this.#cells.compareExchange(at, expected, value);
    return this.askSync("compare-exchange", { value: [at, expected, value] }) as NumberOf<Type>;
  }

  /**
   * Copies a stretch out.
   *
   * @param from First index.
   * @param to Behind the last one; the end where left out.
   */
  read(from = 0, to = this.length): TypedArrayOf<Type> {
    const target = typedArray(this.#type, this.#stretch(from, to));
    this.readInto(target, from);
    return target;
  }

  /** Fills `target` with the numbers from `from` on. */
  readInto(target: TypedArrayOf<Type>, from = 0): void {
    this.alive();
    this.#stretch(from, from + target.length);
    const offset = from * numberTypes[this.#type].width;
    if (this.#memory !== null) {
      this.#memory.copyOut(target, offset);
      return;
    }
    const bytes = this.askSync("read", { value: [offset, target.byteLength] }) as Uint8Array;
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes);
  }

  /** Copies numbers in, from `from` on. */
  write(source: ArrayLike<NumberOf<Type>>, from = 0): void {
    this.alive();
    this.#stretch(from, from + source.length);
    const offset = from * numberTypes[this.#type].width;
    const { view } = numberTypes[this.#type];
    let typed: TypedArrayOf<Type>;
    if (source instanceof view) typed = source as unknown as TypedArrayOf<Type>;
    else {
      typed = typedArray(this.#type, source.length);
      for (let index = 0; index < source.length; index++) {
        const value = source[index]!;
        checkNumber(this.#type, value);
        typed[index] = value;
      }
    }
    if (this.#memory !== null) this.#memory.copyIn(typed, offset);
    else {
      const bytes = new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
      this.askSync("write", { value: [offset, bytes] });
    }
  }

  /** Sets all numbers from `from` to before `to`. */
  fill(value: NumberOf<Type>, from = 0, to = this.length): void {
    checkNumber(this.#type, value);
    const typed = typedArray(this.#type, this.#stretch(from, to));
    // `fill` of a union of arrays takes only what all of them take.
    (typed as { fill(value: NumberOf<Type>): unknown }).fill(value);
    this.write(typed as unknown as ArrayLike<NumberOf<Type>>, from);
  }

  /** The numbers as they are when each is reached. */
  *[Symbol.iterator](): IterableIterator<NumberOf<Type>> {
    for (let index = 0; index < this.length; index++) {
      this.alive();
      // Whoever goes through all of them does not mean to write one back.
      yield this.#load(index);
    }
  }

  #load(at: number): NumberOf<Type> {
    if (this.#cells !== null) return this.#cells.load(at);
    return this.askSync("load", { value: at }) as NumberOf<Type>;
  }

  #index(index: number): number {
    const at = index < 0 ? index + this.length : index;
    if (!Number.isInteger(at) || at < 0 || at >= this.length) {
      fail("memory-range", `SharedArray "${this.name}" has the indexes 0 to ${this.length - 1}, not ${index}.`);
    }
    return at;
  }

  /** @returns Its length. */
  #stretch(from: number, to: number): number {
    if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= this.length)) {
      fail(
        "memory-range",
        `SharedArray "${this.name}" has ${this.length} numbers: there is no stretch from ${from} to ${to}.`,
      );
    }
    return to - from;
  }
}
