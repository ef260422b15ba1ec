/** The part of `electron-app` that runs inside Electron. */

export interface ElectronCase {
  readonly name: string;
  /** @throws {Error} When the case fails. */
  run(): Promise<void>;
}

export interface CaseReport {
  readonly name: string;
  /** Null when it passed. */
  readonly error: string | null;
}

/** Begins each line of standard output that is a report. */
export const reportMark = "lanescope-case ";

/** How long one case may take, milliseconds: less than its test may, so that the next ones still run. */
const caseTimeoutMs = 20_000;

/** Runs the cases one after the other and reports each to the test that waits for it. */
export async function runCases(cases: readonly ElectronCase[]): Promise<void> {
  for (const { name, run } of cases) {
    const error = await Promise.race([outcome(run), timeout()]);
    process.stdout.write(`${reportMark}${JSON.stringify({ name, error } satisfies CaseReport)}\n`);
  }
}

async function outcome(run: () => Promise<void>): Promise<string | null> {
  try {
    await run();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function timeout(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`not done within ${caseTimeoutMs / 1000} s`), caseTimeoutMs).unref?.();
  });
}
