import { generatedImages } from "./support/images.mjs";
import { oneAgainstTwo } from "./support/two-workers.mjs";

/** @type {import("../../scripts/bench.mjs").Benchmark} */
export default {
  name: "images",
  description: "500 images blurred: 2 processes against 1, and the memory of each",
  run({ quick }) {
    const folder = generatedImages(quick ? 50 : 500);
    const words = ["image-filter", folder, "--param", "filter=blur", "--param", "longest=480"];
    return oneAgainstTwo(words, quick ? 1 : 3);
  },
};
