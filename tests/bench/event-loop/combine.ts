import { runCombiner } from "../../../src/engine/child";
import { emit } from "./workload";

runCombiner([emit]);
