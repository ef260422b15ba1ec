/** Lies where the library in an Electron app looks for its workers' entry, and loads the built one. */
import { createRequire } from "node:module";

const { LANESCOPE_TEST_PROGRAM: program = "" } = process.env;
createRequire(program)(program);
