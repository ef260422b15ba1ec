import { runFileLooker } from "../engine/child";

runFileLooker();
