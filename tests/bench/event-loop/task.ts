import { runWorker } from "../../../src/engine/child";
import { connectToParent } from "../../../src/engine/child/parent-channel";
import { emit } from "./workload";

runWorker(connectToParent(), [emit]);
