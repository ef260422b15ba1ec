/** Adds up what the test tools report. */

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts */

/**
 * @typedef {object} StepResult
 * @property {string} name
 * @property {Counts} counts
 * @property {number} seconds
 * @property {string} [reason] Why it did not run.
 */

/**
 * @param {any} report Vitest's JSON report; null where it wrote none.
 * @param {number} code Vitest's exit code.
 * @returns {Counts}
 */
export function countsOfVitest(report, code) {
  return atLeastOneFailure(
    {
      passed: report?.numPassedTests ?? 0,
      failed: report?.numFailedTests ?? 0,
      skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    },
    code,
  );
}

/**
 * @param {any} report Playwright's JSON report; null where it wrote none.
 * @param {number} code Playwright's exit code.
 * @returns {Counts} A test that passed only when repeated counts as passed.
 */
export function countsOfPlaywright(report, code) {
  const stats = report?.stats;
  return atLeastOneFailure(
    {
      passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
      failed: stats?.unexpected ?? 0,
      skipped: stats?.skipped ?? 0,
    },
    code,
  );
}

/**
 * A tool can fail without a failed test: a file that does not load, an error between tests, a crash, no test at all.
 *
 * @param {Counts} counts
 * @param {number} code
 * @returns {Counts}
 */
function atLeastOneFailure(counts, code) {
  const ran = counts.passed + counts.failed + counts.skipped > 0;
  return counts.failed === 0 && (code !== 0 || !ran) ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {readonly StepResult[]} results
 * @returns {string[]} One line for each step, then the line that sums up.
 */
export function summaryLines(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = ["", "Summary"];
  let [passed, failed, skipped] = [0, 0, 0];
  for (const { name, counts, seconds, reason } of results) {
    passed += counts.passed;
    failed += counts.failed;
    skipped += counts.skipped;
    const outcome = counts.failed > 0 ? "FAILED " : reason === undefined ? "ok     " : "skipped";
    const detail =
      reason === undefined
        ? `${String(counts.passed).padStart(4)} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds.toFixed(1)} s`
        : `did not run: ${reason}`;
    lines.push(`  ${outcome} ${name.padEnd(width)}  ${detail}`);
  }
  lines.push("", `${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines;
}
