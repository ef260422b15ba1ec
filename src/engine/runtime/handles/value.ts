import { fail } from "../../../shared/fault";
import type { NumberOf, NumberType, SharedCells, TypedCells } from "../../memory";
import type { HandleDescriptor } from "../../protocol/program";
import { Handle, type Opening } from "../handle";
import { isNumberType, numberTypes, zeroOf } from "../numbers";
import { RLock } from "./lock";

export interface ValueOptions {
  /** By which messages and the timeline call it; its lock is called the same. */
  readonly name?: string | undefined;
}

/**
 * A number that several processes share. Reading and writing are atomic, each for itself: `value.value += 1` is a read and
 * then a write, between which others may write. Hold a lock around it, or use `add`.
 */
export class Value<Type extends NumberType = NumberType> extends Handle {
  readonly #cells: TypedCells<NumberOf<Type>> | null;
  /** The memory that they lie in. */
  readonly #memory: SharedCells | null;
  readonly #type: Type;
  /** What its numbers are in JavaScript. */
  readonly #wanted: "number" | "bigint";
  readonly #lock: RLock;

  /**
   * @param type `int32`, `uint32`, `int64` (a bigint), `float32` or `float64`.
   * @param initial Zero where left out.
   * @param opening Internal.
   * @throws {FaultError} `bad-parameter` for another type, or a number that is none of it; `host-only` in a worker.
   */
  constructor(type: Type, initial?: NumberOf<Type>, { name = "" }: ValueOptions = {}, opening?: Opening) {
    if (opening === undefined) checkNumber(type, initial ?? (isNumberType(type) ? zeroOf(type) : 0));
    const lock = opening === undefined ? new RLock({ name }).descriptor : undefined;
    super({ kind: "value", name, bytes: 8, more: { type, lock } }, opening);
    this.#type = type;
    this.#wanted = numberTypes[type].isBig ? "bigint" : "number";
    const context = this.alive();
    const { place, more } = this.descriptor;
    this.#memory = place === null || context.memory === null ? null : context.memory.openCells(place);
    this.#cells = this.#memory?.as(type) ?? null;
    this.#lock = context.open(more.lock as HandleDescriptor) as RLock;
    // A class of the user's own may have another accessor.
    if (this.#cells !== null && context.watch === null && context.trace === null && new.target === Value) {
      this.#takeFunctions(this.#cells);
    }
    if (opening === undefined && initial !== undefined) this.value = initial;
  }

  /** @internal */
  override markClosed(): void {
    if (this.#memory !== null) this.#memory.isDirect = false;
    super.markClosed();
  }

  /** Puts the addon's functions in front of the accessor `value`; see `Lock`. */
  #takeFunctions(cells: TypedCells<NumberOf<Type>>): void {
    const { get, set } = accessor;
    const [load, store] = cells.functions(get as () => NumberOf<Type>, set as (value: NumberOf<Type>) => void);
    Object.defineProperty(this, "value", { get: load, set: store, configurable: true });
  }

  /** The value's own lock, for whoever has the value: nothing takes it by itself. Python's `get_lock()`. */
  getLock(): RLock {
    return this.#lock;
  }

  get type(): Type {
    return this.#type;
  }

  /** The number as it is now. In a worker without shared memory this asks the parent, blocking this thread. */
  get value(): NumberOf<Type> {
    const context = this.alive();
    const value = this.#cells === null ? (this.askSync("load") as NumberOf<Type>) : this.#cells.load(0);
    context.watch?.read(context.owner(), this.descriptor.id, value);
    return value;
  }

  set value(value: NumberOf<Type>) {
    const context = this.alive();
    if (typeof value !== this.#wanted) checkNumber(this.#type, value);
    if (context.watch === null) {
      if (this.#cells === null) this.askSync("store", { value });
      else this.#cells.store(0, value);
      return;
    }
    const before = this.#cells === null ? this.askSync("store", { value }) : exchange(this.#cells, 0, value);
    context.trace?.valueUpdate(this.descriptor.lane, Number(value));
    const lost = context.watch.wrote(context.owner(), this.descriptor.id, before as NumberOf<Type>);
    if (lost !== 0) context.trace?.instant(`lost update of ${this.name}`, lost, this.descriptor.lane);
  }

  /**
   * Adds at once, so that no lock is needed. Integers wrap around.
   *
   * @returns The number before.
   */
  add(amount: NumberOf<Type>): NumberOf<Type> {
    const context = this.alive();
    checkNumber(this.#type, amount);
    const before =
      this.#cells === null ? (this.askSync("add", { value: amount }) as NumberOf<Type>) : this.#cells.add(0, amount);
    context.trace?.valueUpdate(this.descriptor.lane, Number(before) + Number(amount));
    return before;
  }

  /**
   * Writes `value` where the number is `expected`, at once.
   *
   * @returns The number before: it was written where this is `expected`.
   */
  compareExchange(expected: NumberOf<Type>, value: NumberOf<Type>): NumberOf<Type> {
    const context = this.alive();
    checkNumber(this.#type, expected);
    checkNumber(this.#type, value);
    const before =
      this.#cells === null
        ? (this.askSync("compare-exchange", { value: [expected, value] }) as NumberOf<Type>)
        : this.#cells.compareExchange(0, expected, value);
    if (before === expected) context.trace?.valueUpdate(this.descriptor.lane, Number(value));
    return before;
  }
}

/** The class's own `value`, which asks the broker and traces. */
const accessor = Object.getOwnPropertyDescriptor(Value.prototype, "value") as PropertyDescriptor;

/** Writes at once. @returns The number before. */
export function exchange<Type extends NumberType>(
  cells: TypedCells<NumberOf<Type>>,
  at: number,
  value: NumberOf<Type>,
): NumberOf<Type> {
  let before = cells.load(at);
  for (;;) {
    const seen = cells.compareExchange(at, before, value);
    if (Object.is(seen, before) && !Number.isNaN(seen)) return seen;
    // Numbers are compared by their bits, and JavaScript does not tell one NaN from another.
    if (Number.isNaN(seen)) {
      cells.store(at, value);
      return seen;
    }
    before = seen;
  }
}

/** @throws {FaultError} `bad-parameter`. */
export function checkNumber(type: NumberType, value: unknown): void {
  if (!isNumberType(type)) {
    fail(
      "bad-parameter",
      `There is no number type ${JSON.stringify(type)}. Use ${Object.keys(numberTypes).join(", ")}.`,
    );
  }
  const wanted = numberTypes[type].isBig ? "bigint" : "number";
  if (typeof value !== wanted)
    fail("bad-parameter", `A number of type ${type} is a ${wanted}, not ${typeof value}: ${String(value)}.`);
}
