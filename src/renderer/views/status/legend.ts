import type { CategoryName } from "../../../shared/trace/records";

/** What the legend shows, in its order. */
export const legend: readonly CategoryName[] = [
  "compute",
  "lockWait",
  "dataWait",
  "serialize",
  "deserialize",
  "startStop",
  "idle",
  "failed",
];
