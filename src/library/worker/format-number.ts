/** A number for a sentence: thousands separated, at most six digits behind the point. Digits beyond 2^53 come as text. */
export function formatNumber(value: number | string | null): string {
  if (value === null) return "none";
  if (typeof value === "string") return BigInt(value).toLocaleString("en-US");
  // The first call of `toLocaleString` takes 13 ms to load what it knows of languages.
  if (Number.isSafeInteger(value) && value !== 0) return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e21 || magnitude < 1e-6)) return String(value);
  return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
}
