import { contextBridge, ipcRenderer, webUtils } from "electron";
import type { PreloadBridge } from "../shared/contract/bridge";
import type { TraceMessage } from "../shared/contract/events";
import { ipcChannels } from "../shared/contract/ipc-channels";
import { type Listener, subscribe, tellAll } from "../shared/listeners";

const eventListeners = new Set<Listener<unknown>>();
const traceListeners = new Set<Listener<TraceMessage>>();
const pathListeners = new Set<Listener<readonly string[]>>();
/** Files to open that came before anybody listened. */
const waitingPaths: string[] = [];
let tracePort: MessagePort | undefined;

/** Before Electron 29 a `File` carried its path itself. */
function pathOf(file: File & { readonly path?: string }): string | null {
  const path = webUtils === undefined ? file.path : webUtils.getPathForFile(file);
  return path === undefined || path === "" ? null : path;
}

ipcRenderer.on(ipcChannels.event, (_event, event: unknown) => tellAll(eventListeners, event));
ipcRenderer.on(ipcChannels.tracePort, ({ ports }) => {
  tracePort = ports[0];
  if (tracePort !== undefined) tracePort.onmessage = ({ data }) => tellAll(traceListeners, data as TraceMessage);
});
ipcRenderer.on(ipcChannels.openPaths, (_event, paths: readonly string[]) => {
  if (pathListeners.size === 0) waitingPaths.push(...paths);
  else tellAll(pathListeners, paths);
});
ipcRenderer.send(ipcChannels.connect);

const bridge: PreloadBridge = {
  shell: "electron",
  request: (name, input) => ipcRenderer.invoke(ipcChannels.request, name, input),
  onEvent: (listener) => subscribe(eventListeners, listener),
  onTrace: (listener) => subscribe(traceListeners, listener),
  acknowledgeTrace: (acknowledgement) => tracePort?.postMessage(acknowledgement),
  // The connection lasts as long as the page.
  onConnection: () => () => undefined,
  onOpenPaths: (listener) => {
    if (waitingPaths.length > 0) listener(waitingPaths.splice(0));
    return subscribe(pathListeners, listener);
  },
  pathOf,
  saveFile: ({ name, text }) => ipcRenderer.invoke(ipcChannels.saveFile, name, text),
  chooseNewPath: (name) => ipcRenderer.invoke(ipcChannels.chooseNewPath, name),
  showSavedFile: (path) => ipcRenderer.send(ipcChannels.showSavedFile, path),
  setProgress: (fraction) => ipcRenderer.send(ipcChannels.progress, fraction),
};

contextBridge.exposeInMainWorld("lanescope", bridge);
