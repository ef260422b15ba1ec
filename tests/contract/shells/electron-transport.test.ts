import { fileURLToPath } from "node:url";
import { describeInElectron } from "../support/electron-app";
import { bridgeCases } from "./bridge-cases";
import { viewCases } from "./electron-view-cases";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describeInElectron(
  "in Electron, the bridge",
  [...bridgeCases, ...viewCases].map(({ name }) => name),
  {
    main: at("./electron-main.ts"),
    entries: { preload: at("../../../src/preload/index.ts") },
    pages: { index: at("./electron-page.ts") },
  },
);
