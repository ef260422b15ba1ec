import { expect, it } from "vitest";
import { workerFlags } from "../../../../src/engine/host/program/worker-flags";

it.each([
  [
    ["--expose-gc", "-r", "./hook.cjs"],
    ["--expose-gc", "-r", "./hook.cjs"],
  ],
  [["-e", "new Pool()", "--no-warnings"], ["--no-warnings"]],
  [
    ["--cpu-prof", "--cpu-prof-dir", "profiles", "--import", "./hook.mjs"],
    ["--import", "./hook.mjs"],
  ],
  [["--inspect-brk=9229", "--input-type=module"], []],
])("of the flags %j a worker gets %j", (flags, kept) => {
  expect(workerFlags(flags)).toEqual(kept);
});
