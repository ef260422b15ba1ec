import type { NativeAddon, NumberType } from "./addon";
import type { Arena, Place } from "./arena";

/** What JavaScript calls a number of that type. */
export type NumberOf<Type extends NumberType> = Type extends "int64" ? bigint : number;

/** Atomic operations on the elements of one type. */
export interface TypedCells<Value> {
  /** @throws {FaultError} `memory-range`, `memory-closed`; so do the others. */
  load(index: number): Value;
  store(index: number, value: Value): void;
  /** @returns The value before. Integers wrap around. */
  add(index: number, amount: Value): Value;
  /** Writes `value` where the present one has the bits of `expected`. @returns The value before. */
  compareExchange(index: number, expected: Value, value: Value): Value;
  /** The addon's own functions, for callers that count nanoseconds. */
  readonly direct: DirectCells<Value>;
}

/** Reads and writes without a function of ours between: `load(handle, index)`, `store(handle, index, value)`. */
export interface DirectCells<Value> {
  readonly handle: number;
  readonly load: (handle: number, index: number) => Value;
  readonly store: (handle: number, index: number, value: Value) => void;
}

/** Numbers in shared memory. The memory has no type of its own: every view sees the same bytes. */
export class SharedCells {
  readonly place: Place;
  /** The addon's number. */
  readonly handle: number;
  readonly #addon: NativeAddon;

  /** @internal Use `Arena.createCells` and `Arena.openCells`. */
  constructor(arena: Arena, place: Place) {
    this.place = place;
    this.handle = arena.attach(place);
    this.#addon = arena.addon;
  }

  /** Atomic operations, in one order for all processes. Indexes count elements of the type. */
  as<Type extends NumberType>(type: Type): TypedCells<NumberOf<Type>> {
    // One of the five below; the type parameter only says which.
    return this.#views[type]() as unknown as TypedCells<NumberOf<Type>>;
  }

  /** Copies bytes in, not atomically. @param byteOffset Of the first in shared memory. */
  copyIn(source: ArrayBufferView, byteOffset = 0): void {
    this.#addon.copyIn(this.handle, byteOffset, source);
  }

  /** Fills `target` from shared memory, not atomically. @param byteOffset Of the first byte in shared memory. */
  copyOut(target: ArrayBufferView, byteOffset = 0): void {
    this.#addon.copyOut(this.handle, byteOffset, target);
  }

  readonly #views = {
    int32: (): TypedCells<number> => {
      const { handle } = this;
      const { loadInt32, storeInt32, addInt32, compareExchangeInt32 } = this.#addon;
      return {
        direct: { handle, load: loadInt32, store: storeInt32 },
        load: (index) => loadInt32(handle, index),
        store: (index, value) => storeInt32(handle, index, value),
        add: (index, amount) => addInt32(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeInt32(handle, index, expected, value),
      };
    },
    uint32: (): TypedCells<number> => {
      const { handle } = this;
      const { loadUint32, storeUint32, addUint32, compareExchangeUint32 } = this.#addon;
      return {
        direct: { handle, load: loadUint32, store: storeUint32 },
        load: (index) => loadUint32(handle, index),
        store: (index, value) => storeUint32(handle, index, value),
        add: (index, amount) => addUint32(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeUint32(handle, index, expected, value),
      };
    },
    int64: (): TypedCells<bigint> => {
      const { handle } = this;
      const { loadInt64, storeInt64, addInt64, compareExchangeInt64 } = this.#addon;
      return {
        direct: { handle, load: loadInt64, store: storeInt64 },
        load: (index) => loadInt64(handle, index),
        store: (index, value) => storeInt64(handle, index, value),
        add: (index, amount) => addInt64(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeInt64(handle, index, expected, value),
      };
    },
    float32: (): TypedCells<number> => {
      const { handle } = this;
      const { loadFloat32, storeFloat32, addFloat32, compareExchangeFloat32 } = this.#addon;
      return {
        direct: { handle, load: loadFloat32, store: storeFloat32 },
        load: (index) => loadFloat32(handle, index),
        store: (index, value) => storeFloat32(handle, index, value),
        add: (index, amount) => addFloat32(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeFloat32(handle, index, expected, value),
      };
    },
    float64: (): TypedCells<number> => {
      const { handle } = this;
      const { loadFloat64, storeFloat64, addFloat64, compareExchangeFloat64 } = this.#addon;
      return {
        direct: { handle, load: loadFloat64, store: storeFloat64 },
        load: (index) => loadFloat64(handle, index),
        store: (index, value) => storeFloat64(handle, index, value),
        add: (index, amount) => addFloat64(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeFloat64(handle, index, expected, value),
      };
    },
  } as const;
}
