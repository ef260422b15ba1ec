import { runCombiner } from "../../../src/engine/child";
import { troubled } from "./troubled-workload";

runCombiner([troubled]);
