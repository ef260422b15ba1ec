import { addonPath } from "../../../../scripts/build-native.mjs";
import { describePoolsInElectron } from "./electron-suite";

// The bundled app lies in a temporary folder, far from the addon.
process.env.LANESCOPE_NATIVE = addonPath;

describePoolsInElectron("shared memory");
