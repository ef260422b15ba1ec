import { describeConformance } from "./conformance-suite";
import { describeFaults } from "./faults-suite";

// The library looks for the addon when it is first used.
process.env.LANESCOPE_NATIVE = "off";

describeConformance("the broker");
describeFaults("the broker", false);
