import type { ParquetParsers } from "hyparquet";
import type { ParquetColumn } from "./parquet-file";

const dayMs = 86_400_000;

/** How the library makes values of what is stored: texts stay bytes, points in time become texts. */
export const parsers: Partial<ParquetParsers> = {
  stringFromBytes: (bytes) => bytes,
  jsonFromBytes: (bytes) => bytes,
  dateFromDays: (days: number | undefined) => (days === undefined ? undefined : isoDay(days * dayMs)),
  timestampFromMilliseconds: (given) => pointInTime(given, 1_000n),
  timestampFromMicroseconds: (given) => pointInTime(given, 1_000_000n),
  timestampFromNanoseconds: (given) => pointInTime(given, 1_000_000_000n),
};

/** Digits that tell numbers of 32 bits apart, at least and at most. */
const leastFloat32Digits = 6;
const mostFloat32Digits = 9;

/**
 * What a stored value becomes before it is written: decimals and times of day are stored as whole numbers, and numbers of 32 bits
 * have digits as float64 values that nobody wrote.
 *
 * @returns Null where values are written as they are.
 */
export function conversionOf({ scale, timeUnit, isFloat32 }: ParquetColumn): ((value: unknown) => unknown) | null {
  if (scale !== null && scale > 0) return (value) => (isValue(value) ? decimalText(integerOf(value), scale) : null);
  if (scale !== null) return (value) => (isValue(value) ? integerOf(value) : null);
  if (timeUnit !== null) return (value) => (isValue(value) ? timeText(integerOf(value), BigInt(timeUnit)) : null);
  return isFloat32 ? shortestFloat32 : null;
}

/** The number with the fewest digits that is the same in 32 bits: 29.7 of 29.700000762939453. */
function shortestFloat32(value: unknown): unknown {
  if (typeof value !== "number" || Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (let digits = leastFloat32Digits; digits < mostFloat32Digits; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return Number(value.toPrecision(mostFloat32Digits));
}

/** A nested value as JSON; texts within it are bytes. */
export function nestedText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === "bigint") return Number.isSafeInteger(Number(part)) ? Number(part) : String(part);
    return part instanceof Uint8Array ? Buffer.from(part).toString("utf8") : part;
  });
}

function isValue(value: unknown): value is number | bigint | Uint8Array {
  return value !== null && value !== undefined;
}

/** @param value Stored as a number, or as bytes of a whole number in two's complement, the highest first. */
function integerOf(value: number | bigint | Uint8Array): bigint {
  if (!(value instanceof Uint8Array)) return BigInt(value);
  return value.length === 0 ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${Buffer.from(value).toString("hex")}`));
}

function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** @param given Since 1970, in parts of a second. */
function pointInTime(given: bigint | number | undefined, unit: bigint): string | undefined {
  if (given === undefined) return undefined;
  const value = BigInt(given);
  let seconds = value / unit;
  // Rounded down, also before 1970.
  if (seconds * unit > value) seconds -= 1n;
  const ms = Number(seconds) * 1_000;
  const ofDay = value - BigInt(Math.floor(ms / dayMs)) * 86_400n * unit;
  return `${isoDay(ms)} ${timeText(ofDay, unit)}`;
}

/** `2024-01-31`; a day that JavaScript has no date for as its number of milliseconds. */
function isoDay(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `day ${ms / dayMs}` : date.toISOString().replace(/T.*/, "");
}

/** `10:00:00`, with as many decimals as are needed. */
function timeText(value: bigint, unit: bigint): string {
  const seconds = Number(value / unit);
  const two = (part: number): string => String(Math.floor(part) % 60).padStart(2, "0");
  const rest = String(value % unit)
    .padStart(String(unit).length - 1, "0")
    .replace(/0+$/, "");
  const hours = String(Math.floor(seconds / 3_600)).padStart(2, "0");
  return `${hours}:${two(seconds / 60)}:${two(seconds)}${rest === "" ? "" : `.${rest}`}`;
}
