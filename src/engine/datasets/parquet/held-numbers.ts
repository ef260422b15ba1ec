/** What a float64 holds: finite numbers, and whole ones up to 2^53. */
function isHeld(value: number | bigint): boolean {
  return typeof value === "bigint" ? Number.isSafeInteger(Number(value)) : Number.isFinite(value);
}

/** Half of the numbers of 64 bits are 2^32 times as much. */
const halfScale = 2 ** 32;
const safeHalf = 2 ** 21;

/**
 * Copies stored numbers, from `at` on, to rows [row, stop); NaN for what a float64 does not hold. Never -0, as in texts.
 *
 * @returns Whether all are held.
 */
export function copyNumbers(
  stored: ArrayLike<number | bigint>,
  at: number,
  numbers: Float64Array,
  row: number,
  stop: number,
): boolean {
  if (stored instanceof Float64Array || stored instanceof Float32Array || stored instanceof Int32Array)
    return copyFloats(stored, at, numbers, row, stop);
  if (stored instanceof BigInt64Array) return copyWhole(stored, at, numbers, row, stop);
  let areHeld = true;
  for (let i = row; i < stop; i++) {
    const value = stored[at + i - row]!;
    const held = isHeld(value);
    areHeld &&= held;
    numbers[i] = held ? Number(value) + 0 : Number.NaN;
  }
  return areHeld;
}

function copyFloats(
  stored: Float64Array | Float32Array | Int32Array,
  at: number,
  numbers: Float64Array,
  row: number,
  stop: number,
): boolean {
  // What is not finite takes it along: its product with 0 is NaN.
  let none = 0;
  for (let i = row; i < stop; i++) {
    const value = stored[at + i - row]! + 0;
    numbers[i] = value;
    none += value * 0;
  }
  if (none === 0) return true;
  for (let i = row; i < stop; i++) if (!Number.isFinite(numbers[i])) numbers[i] = Number.NaN;
  return false;
}

/** By halves: a BigInt for each would cost more than all the rest. (Little-endian, as are all processors on which this runs.) */
function copyWhole(stored: BigInt64Array, at: number, numbers: Float64Array, row: number, stop: number): boolean {
  const halves = new Int32Array(stored.buffer, stored.byteOffset, stored.length * 2);
  let areHeld = true;
  for (let i = row; i < stop; i++) {
    const low = halves[2 * (at + i - row)]! >>> 0;
    const high = halves[2 * (at + i - row) + 1]!;
    if (high >= -safeHalf && high < safeHalf && (high > -safeHalf || low > 0)) numbers[i] = high * halfScale + low;
    else {
      numbers[i] = Number.NaN;
      areHeld = false;
    }
  }
  return areHeld;
}
