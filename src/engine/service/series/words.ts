/** `1.05 s`, `84 ms`: as many digits as tell something. */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 9_995 ? 2 : 1)} s`;
}

/** `41 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `2.1 times`. */
export function times(factor: number): string {
  return `${factor.toFixed(factor < 9.995 ? 2 : 1)} times`;
}
