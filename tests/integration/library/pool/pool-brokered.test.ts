import { describePool } from "./pool-suite";

// The library looks for the addon when it is first used.
process.env.LANESCOPE_NATIVE = "off";

describePool("the broker");
