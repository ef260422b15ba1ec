import { connectToParent } from "../../../src/engine/child/parent-channel";

connectToParent();
for (;;);
