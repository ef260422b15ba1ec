import { runWorker } from "../engine/child";
import { connectToParent } from "../engine/child/parent-channel";
import { builtinWorkloads } from "../workloads";

runWorker(connectToParent(), builtinWorkloads);
