/** Lets the library start its processes as Electron's utility processes: loaded before it, since who says it first decides. */
import { app, MessageChannelMain, utilityProcess } from "electron";
import { MainContext } from "../../../../src/engine/host/program/main-context";
import { provideContext } from "../../../../src/engine/runtime";
import { utilityProcessPort } from "../../../../src/main/utility-process-adapter";

const electron = { app, utilityProcess, createChannel: () => new MessageChannelMain() };
provideContext(() => new MainContext({ processes: utilityProcessPort(electron) }));
