/**
 * Runs a user's whole program, in a process of its own that may start others: `node exec.cjs DESCRIPTION NAME
 * [arguments]`. The description is what `compileProgram` gives, the name is the program's path as it was given.
 */
import Module from "node:module";
import { resolve } from "node:path";
import { watchParent } from "../../engine/child/watchdog";
import { MainContext } from "../../engine/host/program/main-context";
import { traceFile } from "../../engine/host/program/trace-file";
import { takeStartFacts } from "../../engine/ports/start-facts";
import { readProgram } from "../../engine/programs/compile-program";
import { provideContext } from "../../engine/runtime";

const { parentPid } = takeStartFacts();
const tracePath = process.env.LANESCOPE_TRACE;
// It is this program's: those that it starts by other means have traces of their own.
delete process.env.LANESCOPE_TRACE;
if (parentPid !== null) watchParent(parentPid);
const [description, name] = process.argv.splice(1, 3).slice(1) as [string, string];
const { entry, modules } = readProgram(description);
// As if Node had been given the source.
process.argv.splice(1, 0, resolve(name));
// Stacks name the lines of the source.
process.setSourceMapsEnabled(true);
provideContext(() => new MainContext({ modules, trace: traceFile(tracePath) }));
// What Node does with the file it is given: it becomes `require.main`, and an await that never ends gives exit code 13.
Module.runMain(entry);
