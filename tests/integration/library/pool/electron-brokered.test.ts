import { describePoolsInElectron } from "./electron-suite";

process.env.LANESCOPE_NATIVE = "off";

describePoolsInElectron("the broker");
