/** Adds up what the test tools report. */

import { stripVTControlCharacters } from "node:util";

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} [skippedTests] Name of each test that was left out, with the reason where it told one.
 * @property {readonly string[]} [failedTests] Name of each test that failed, with the first line of its first error.
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
      failedTests: failedInVitest(report),
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
      skippedTests: testsOfPlaywright(report, "skipped", skipReasonOf),
      failedTests: testsOfPlaywright(report, "unexpected", errorOf),
    },
    code,
  );
}

/** @param {any} report @returns {any[]} */
function testsOfVitest(report) {
  return (report?.testResults ?? []).flatMap((/** @type {any} */ file) => file.assertionResults);
}

/** @param {any} report @returns {string[]} */
function skippedInVitest(report) {
  return testsOfVitest(report)
    .filter(({ status }) => status !== "passed" && status !== "failed")
    .map(({ fullName, meta }) => withReason(fullName, meta?.skipReason));
}

/** @param {any} report @returns {string[]} */
function failedInVitest(report) {
  return testsOfVitest(report)
    .filter(({ status }) => status === "failed")
    .map(({ fullName, failureMessages }) => withReason(fullName, firstLine(failureMessages?.[0])));
}

/**
 * @param {any} report
 * @param {string} status
 * @param {(test: any) => string | undefined} reasonOf
 * @returns {string[]} Names of the tests with this status, however deep their suite lies.
 */
function testsOfPlaywright(report, status, reasonOf) {
  /** @param {any} suite @returns {string[]} */
  const within = (suite) => [
    ...(suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
      spec.tests
        .filter((/** @type {any} */ test) => test.status === status)
        .map((/** @type {any} */ test) => withReason(spec.title, reasonOf(test))),
    ),
    ...(suite.suites ?? []).flatMap(within),
  ];
  return (report?.suites ?? []).flatMap(within);
}

/** @param {any} test @returns {string | undefined} */
function skipReasonOf(test) {
  return test.annotations?.find((/** @type {any} */ one) => one.description !== undefined)?.description;
}

/** @param {any} test @returns {string | undefined} */
function errorOf(test) {
  const failed = test.results?.find((/** @type {any} */ one) => one.error !== undefined);
  return firstLine(failed?.error.message);
}

/** @param {string | undefined} message @returns {string | undefined} Without the colours of a terminal. */
function firstLine(message) {
  return message === undefined ? undefined : stripVTControlCharacters(message.split("\n", 1)[0] ?? "");
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
 * @returns {string[]} One line for each step and for each test of it that failed or was left out, then the line that sums up.
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
    for (const test of counts.failedTests ?? []) lines.push(`          failed: ${test}`);
    for (const test of counts.skippedTests ?? []) lines.push(`          skipped: ${test}`);
  }
  lines.push("", `${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines;
}
