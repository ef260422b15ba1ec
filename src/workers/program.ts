import { connectToParent } from "../engine/child/parent-channel";
import { runProgramWorker } from "../engine/child/program";

runProgramWorker(connectToParent());
