import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string | null = null;

/** The temporary folder of the test file that runs: made when it is asked for first, deleted after the file's last test. */
export function temporaryFolder(): string {
  folder ??= mkdtempSync(join(tmpdir(), "lanescope-tests-"));
  return folder;
}

/** For the setup of test files. */
export function deleteTemporaryFolder(): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  folder = null;
}
