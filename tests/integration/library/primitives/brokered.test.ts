import { describePrimitives } from "./run-cases";

// The library looks for the addon when it is first used.
process.env.LANESCOPE_NATIVE = "off";

describePrimitives("kept by the main process");
