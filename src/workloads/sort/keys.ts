/** What a row is sorted by: a number, NaN where it has none, exact beyond 2^53 too where it is an integer; or a text's bytes. */
export type SortKey = number | bigint | Uint8Array;

export const sortOrders = ["ascending", "descending"] as const;
export type SortOrder = (typeof sortOrders)[number];

/** Compares keys of one kind. Rows without a number come last in either order. */
export function compareKeys(order: SortOrder): (a: SortKey, b: SortKey) => number {
  const sign = order === "ascending" ? 1 : -1;
  return (a, b) => {
    if (typeof a === "object" || typeof b === "object") return sign * Buffer.compare(a as Uint8Array, b as Uint8Array);
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    // A number and a BigInt are compared by their exact values.
    return sign * (a < b ? -1 : Number(a > b));
  };
}
