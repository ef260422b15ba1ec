import { addonPath } from "../../../../scripts/build-native.mjs";
import { describePrimitivesInElectron } from "./run-cases";

// The bundled app lies in a temporary folder, far from the addon.
process.env.LANESCOPE_NATIVE = addonPath;

describePrimitivesInElectron("in shared memory");
