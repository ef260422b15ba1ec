import { describeChaos } from "./chaos-suite";

describeChaos("in shared memory");
