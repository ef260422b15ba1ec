import { connectToParent } from "../../engine/child/parent-channel";
import { runMainProgram } from "../../engine/host/program/launch";

runMainProgram(connectToParent());
