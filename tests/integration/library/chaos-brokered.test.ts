import { describeChaos } from "./chaos-suite";

process.env.LANESCOPE_NATIVE = "off";

describeChaos("kept by the main process");
