/** `node node.mjs ROUNDS`: the figures in Node's processes, as JSON. */
import * as library from "lanescope";
import { figures } from "./figures.mjs";
import { tasks } from "./figures.tasks.mjs";

if (library.isMainProcess) console.log(JSON.stringify(await figures(library, tasks, Number(process.argv[2]))));
