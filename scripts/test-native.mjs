/**
 * Tests the addon's core under AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer:
 * `node scripts/test-native.mjs`. Linux only, where the core has its tests.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCompiler, nativeSources } from "./build-native.mjs";
import { inProject } from "./support/paths.mjs";
import { run } from "./support/run.mjs";

const sanitizers = ["address,undefined", "thread"];

/** What makes a finding a failure. */
const strict = {
  ASAN_OPTIONS: "detect_leaks=1",
  UBSAN_OPTIONS: "halt_on_error=1:print_stacktrace=1",
  TSAN_OPTIONS: "halt_on_error=1",
};

const timeoutMs = 300_000;

/** @returns {string | null} Why these tests cannot run here. */
export function reasonAgainstNativeTests() {
  if (process.platform !== "linux") return "the addon's own tests are for Linux";
  return findCompiler() === null ? "no C++ compiler was found" : null;
}

/** @returns {Promise<{ passed: number, failed: number, skipped: number }>} */
export async function testNative() {
  const compiler = findCompiler();
  if (compiler === null) throw new Error("no C++ compiler was found");
  const folder = inProject(".cache", "native-tests");
  mkdirSync(folder, { recursive: true });
  let [passed, failed] = [0, 0];
  for (const sanitizer of sanitizers) {
    const program = join(folder, sanitizer.replace(",", "-"));
    const flags = ["-std=c++17", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-fno-omit-frame-pointer", "-pthread"];
    const sources = [inProject("native", "tests", "core_test.cc"), ...nativeSources({ withoutNode: true })];
    const built = await run(compiler, [...flags, `-fsanitize=${sanitizer}`, ...sources, "-o", program]);
    if (built.code !== 0) {
      failed++;
      continue;
    }
    const { code, output } = await run(program, [], { capture: true, timeoutMs, env: { ...process.env, ...strict } });
    const ok = output.split("\n").filter((line) => line.startsWith("ok ")).length;
    console.log(`${output.trim()}\n${sanitizer}: ${ok} passed${code === 0 ? "" : ", then it failed"}`);
    passed += ok;
    if (code !== 0 || ok === 0) failed++;
  }
  return { passed, failed, skipped: 0 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reason = reasonAgainstNativeTests();
  if (reason !== null) console.error(reason);
  process.exitCode = reason === null && (await testNative()).failed === 0 ? 0 : 1;
}
