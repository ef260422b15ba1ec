import type { NumberOf, NumberType } from "../memory";

/** What a number type is made of. */
interface TypeFacts {
  /** Bytes. */
  readonly width: number;
  readonly isBig: boolean;
  readonly view: new (buffer: ArrayBuffer) => ArrayLike<number> | ArrayLike<bigint>;
}

export const numberTypes: Readonly<Record<NumberType, TypeFacts>> = {
  int32: { width: 4, isBig: false, view: Int32Array },
  uint32: { width: 4, isBig: false, view: Uint32Array },
  int64: { width: 8, isBig: true, view: BigInt64Array },
  float32: { width: 4, isBig: false, view: Float32Array },
  float64: { width: 8, isBig: false, view: Float64Array },
};

export function isNumberType(type: unknown): type is NumberType {
  return typeof type === "string" && Object.hasOwn(numberTypes, type);
}

/** The typed array of a number type. */
export type TypedArrayOf<Type extends NumberType> = {
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  float32: Float32Array;
  float64: Float64Array;
}[Type];

/** A typed array of that type, zeroed. */
export function typedArray<Type extends NumberType>(type: Type, length: number): TypedArrayOf<Type> {
  const { view, width } = numberTypes[type];
  // The table above pairs types and arrays; the type parameter only says which.
  return new view(new ArrayBuffer(length * width)) as unknown as TypedArrayOf<Type>;
}

/** Zero of a number type. */
export function zeroOf<Type extends NumberType>(type: Type): NumberOf<Type> {
  return (numberTypes[type].isBig ? 0n : 0) as NumberOf<Type>;
}
