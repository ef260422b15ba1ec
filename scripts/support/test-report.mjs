/** Adds up what the test tools report. */

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} [skippedTests] Name of each test that was left out, with the reason where it told one.
 */

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
      skippedTests: skippedInVitest(report),
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
      skippedTests: (report?.suites ?? []).flatMap((/** @type {any} */ suite) => skippedInSuite(suite)),
    },
    code,
  );
}

/** @param {any} report @returns {string[]} */
function skippedInVitest(report) {
  /** @type {any[]} */
  const tests = (report?.testResults ?? []).flatMap((/** @type {any} */ file) => file.assertionResults);
  return tests
    .filter(({ status }) => status !== "passed" && status !== "failed")
    .map(({ fullName, meta }) => withReason(fullName, meta?.skipReason));
}

/** @param {any} suite One of Playwright's, with those within it. @returns {string[]} */
function skippedInSuite(suite) {
  const own = (suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
    spec.tests
      .filter((/** @type {any} */ test) => test.status === "skipped")
      .map((/** @type {any} */ test) => {
        const reason = test.annotations?.find((/** @type {any} */ one) => one.description !== undefined)?.description;
        return withReason(spec.title, reason);
      }),
  );
  return [...own, ...(suite.suites ?? []).flatMap(skippedInSuite)];
}

/** @param {string} name @param {string | undefined} reason */
function withReason(name, reason) {
  return reason === undefined ? name : `${name}: ${reason}`;
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
 * @returns {string[]} One line for each step and for each test that it left out, then the line that sums up.
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
    for (const test of counts.skippedTests ?? []) lines.push(`          skipped: ${test}`);
  }
  lines.push("", `${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines;
}
