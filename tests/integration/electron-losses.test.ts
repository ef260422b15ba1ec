import { fileURLToPath } from "node:url";
import { describeInElectron } from "../contract/support/electron-app";
import { lossCases } from "./support/loss-cases";

const names = lossCases.map(({ name }) => name);
const main = fileURLToPath(new URL("./support/electron-losses-main.ts", import.meta.url));
describeInElectron("in Electron", names, { main });
