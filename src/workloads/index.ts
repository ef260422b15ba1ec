import type { AnyWorkload } from "../library/worker";
import { chatServer } from "./chat-server";
import { errands } from "./errands";
import { groupBy } from "./group-by";
import { heat } from "./heat";
import { histogram } from "./histogram";
import { imageColours } from "./image-colours";
import { imageFilter } from "./image-filter";
import { join } from "./join";
import { kMeans } from "./k-means";
import { logisticRegression } from "./logistic-regression";
import { mandelbrot } from "./mandelbrot";
import { nearestNeighbours } from "./nearest-neighbours";
import { num } from "./num";
import { pi } from "./pi";
import { primes } from "./primes";
import { queueing } from "./queueing";
import { sharedCounter } from "./shared-counter";
import { sort } from "./sort";
import { sum } from "./sum";
import { tally } from "./tally";
import { wordCount } from "./word-count";

/** The workloads that come with Lanescope, in the order of the catalogue. */
export const builtinWorkloads: readonly AnyWorkload[] = [
  groupBy,
  sum,
  histogram,
  sort,
  join,
  wordCount,
  kMeans,
  logisticRegression,
  primes,
  pi,
  imageFilter,
  imageColours,
  nearestNeighbours,
  mandelbrot,
  heat,
  queueing,
  num,
  chatServer,
  errands,
  sharedCounter,
  tally,
];
