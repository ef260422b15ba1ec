import { fileURLToPath } from "node:url";
import { describeInElectron } from "../support/electron-app";
import { electronCases } from "./electron-cases";
import { scripts } from "./stages";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describeInElectron(
  "in Electron, the port on utility processes",
  electronCases.map(({ name }) => name),
  {
    main: at("electron-main.ts"),
    entries: Object.fromEntries(Object.entries(scripts).map(([name, file]) => [name, at(file)])),
  },
);
