import { childProcessPort } from "../../../src/engine/ports/child-process-adapter";
import { startFamily } from "./family";

void startFamily(childProcessPort(), import.meta.dirname);
