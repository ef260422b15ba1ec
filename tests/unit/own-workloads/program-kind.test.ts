import { describe, expect, it } from "vitest";
import { givesWorkload, programKindOf } from "../../../src/shared/contract/program-kind";

const imported = 'import { defineWorkload } from "lanescope";\n';

describe("a file that defines a workload", () => {
  it.each([
    [`${imported}export default defineWorkload({});`, true],
    [`${imported}const mine = defineWorkload({});\nexport { mine as default };`, true],
    ['const { defineWorkload } = require("lanescope");\nmodule.exports = defineWorkload({});', true],
    [`${imported}console.log(defineWorkload({}).title);`, false],
  ])("is there for it only where it exports it: %j", (source, isThereForIt) => {
    expect(programKindOf(source)).toBe("workload");
    expect(givesWorkload(source)).toBe(isThereForIt);
  });
});
