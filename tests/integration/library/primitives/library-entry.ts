/** The library in an Electron app: one copy of its code, the context of Electron's included. */
import "./electron-context";

export * from "../../../../src/library/host";
