import { fileURLToPath } from "node:url";
import { addonPath } from "../../../scripts/build-native.mjs";
import { describeInElectron } from "../../contract/support/electron-app";
import { memoryCases } from "./memory-cases";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The bundled app lies in a temporary folder, far from the addon.
process.env.LANESCOPE_NATIVE = addonPath;

describeInElectron(
  "shared memory between Electron's processes",
  memoryCases.map(({ name }) => name),
  { main: at("electron-main.ts"), entries: { worker: at("worker-entry.ts") } },
);
