import type { NativeAddon, NumberFunctions, NumberType } from "./addon";
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
  /**
   * The addon's own functions for the first number alone, for callers that count nanoseconds. What is no number of the
   * type, and every call once `isDirect` is false or the memory is closed, they leave to the methods given here.
   */
  functions(...methods: NumberFunctions<Value>): NumberFunctions<Value>;
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

  /** Whether `TypedCells.functions` do what they can themselves, or leave everything. */
  set isDirect(isDirect: boolean) {
    this.#addon.setDirect(this.handle, isDirect ? 1 : 0);
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
      const { loadInt32, storeInt32, addInt32, compareExchangeInt32, numberFunctionsInt32 } = this.#addon;
      return {
        load: (index) => loadInt32(handle, index),
        store: (index, value) => storeInt32(handle, index, value),
        add: (index, amount) => addInt32(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeInt32(handle, index, expected, value),
        functions: (load, store) => numberFunctionsInt32(handle, load, store),
      };
    },
    uint32: (): TypedCells<number> => {
      const { handle } = this;
      const { loadUint32, storeUint32, addUint32, compareExchangeUint32, numberFunctionsUint32 } = this.#addon;
      return {
        load: (index) => loadUint32(handle, index),
        store: (index, value) => storeUint32(handle, index, value),
        add: (index, amount) => addUint32(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeUint32(handle, index, expected, value),
        functions: (load, store) => numberFunctionsUint32(handle, load, store),
      };
    },
    int64: (): TypedCells<bigint> => {
      const { handle } = this;
      const { loadInt64, storeInt64, addInt64, compareExchangeInt64, numberFunctionsInt64 } = this.#addon;
      return {
        load: (index) => loadInt64(handle, index),
        store: (index, value) => storeInt64(handle, index, value),
        add: (index, amount) => addInt64(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeInt64(handle, index, expected, value),
        functions: (load, store) => numberFunctionsInt64(handle, load, store),
      };
    },
    float32: (): TypedCells<number> => {
      const { handle } = this;
      const { loadFloat32, storeFloat32, addFloat32, compareExchangeFloat32, numberFunctionsFloat32 } = this.#addon;
      return {
        load: (index) => loadFloat32(handle, index),
        store: (index, value) => storeFloat32(handle, index, value),
        add: (index, amount) => addFloat32(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeFloat32(handle, index, expected, value),
        functions: (load, store) => numberFunctionsFloat32(handle, load, store),
      };
    },
    float64: (): TypedCells<number> => {
      const { handle } = this;
      const { loadFloat64, storeFloat64, addFloat64, compareExchangeFloat64, numberFunctionsFloat64 } = this.#addon;
      return {
        load: (index) => loadFloat64(handle, index),
        store: (index, value) => storeFloat64(handle, index, value),
        add: (index, amount) => addFloat64(handle, index, amount),
        compareExchange: (index, expected, value) => compareExchangeFloat64(handle, index, expected, value),
        functions: (load, store) => numberFunctionsFloat64(handle, load, store),
      };
    },
  } as const;
}
