import { describeConformance } from "./conformance-suite";
import { describeFaults } from "./faults-suite";

describeConformance("shared memory");
describeFaults("shared memory", true);
