/**
 * Work whose amount is known, so that the processor time that surrounds it can be told from it.
 *
 * @param {number} steps
 * @returns {number} Something that depends on all of them.
 */
export function grind(steps) {
  let state = 1;
  for (let step = 0; step < steps; step++) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return state;
}

/** @param {number} us Microseconds. @returns {number} Steps that take so long here. */
export function stepsFor(us) {
  const steps = 1_000_000;
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const startedMs = performance.now();
    grind(steps);
    best = Math.min(best, performance.now() - startedMs);
  }
  return Math.round((steps * us) / (best * 1_000));
}
