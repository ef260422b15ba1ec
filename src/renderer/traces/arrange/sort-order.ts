/** Below it a stretch is sorted by insertion. */
const shortRun = 16;

/**
 * The order of rows by a first key ascending, then a second one descending; of equal ones the first stays first.
 *
 * Source: merge sort from short runs up; stretches that are in order are only copied.
 */
export function sortedOrder(ascending: Float64Array, descending: Float64Array | null): Uint32Array {
  const count = ascending.length;
  let order = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[at] = at;
  const after = (a: number, b: number): boolean => {
    const left = ascending[a]!;
    const right = ascending[b]!;
    return left > right || (left === right && descending !== null && descending[a]! < descending[b]!);
  };
  for (let from = 0; from < count; from += shortRun) {
    const to = Math.min(from + shortRun, count);
    for (let at = from + 1; at < to; at++) {
      const row = order[at]!;
      let place = at;
      for (; place > from && after(order[place - 1]!, row); place--) order[place] = order[place - 1]!;
      order[place] = row;
    }
  }
  let spare = new Uint32Array(count);
  for (let width = shortRun; width < count; width *= 2) {
    for (let from = 0; from < count; from += 2 * width) {
      const middle = Math.min(from + width, count);
      const to = Math.min(from + 2 * width, count);
      let left = from;
      let right = middle;
      if (right < to && after(order[middle - 1]!, order[middle]!)) {
        for (let at = from; at < to; at++) {
          const takeRight = left >= middle || (right < to && after(order[left]!, order[right]!));
          spare[at] = takeRight ? order[right++]! : order[left++]!;
        }
      } else spare.set(order.subarray(from, to), from);
    }
    [order, spare] = [spare, order];
  }
  return order;
}
