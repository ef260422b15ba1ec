import { connectToParent } from "../../../src/engine/child/parent-channel";
import { runTestWorker } from "./test-worker";

// Frames come before anybody listens.
const channel = connectToParent();
setTimeout(() => runTestWorker(channel), 100);
