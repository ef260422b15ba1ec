import { describePrimitivesInElectron } from "./run-cases";

process.env.LANESCOPE_NATIVE = "off";

describePrimitivesInElectron("kept by the main process");
