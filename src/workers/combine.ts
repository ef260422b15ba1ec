import { runCombiner } from "../engine/child";
import { builtinWorkloads } from "../workloads";

runCombiner(builtinWorkloads);
