import { connectToParent } from "../../../src/engine/child/parent-channel";
import { runBriefWorker } from "./test-worker";

runBriefWorker(connectToParent());
