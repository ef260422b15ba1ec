import { connectToParent } from "../../../src/engine/child/parent-channel";
import { runTestWorker } from "./test-worker";

runTestWorker(connectToParent());
