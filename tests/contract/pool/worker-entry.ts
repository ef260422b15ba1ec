import { runWorker } from "../../../src/engine/child";
import { connectToParent } from "../../../src/engine/child/parent-channel";
import { probeWorkload } from "./probe-workload";

runWorker(connectToParent(), [probeWorkload]);
