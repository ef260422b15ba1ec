import { connectToParent } from "../../../src/engine/child/parent-channel";

// Nothing but its watchdog is left to do.
connectToParent();
