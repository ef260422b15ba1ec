import type { Bridge, PreloadBridge } from "../../shared/contract/bridge";
import { createWebBridge } from "./web-bridge";

declare global {
  interface Window {
    /** What Electron's preload exposes; absent in a browser. */
    readonly lanescope?: PreloadBridge;
  }
}

/** The way to the engine: Electron's preload where there is one, else the web host that served the page. */
export function createBridge(): Bridge {
  const { lanescope } = window;
  return lanescope === undefined ? createWebBridge() : withoutUploads(lanescope);
}

/** Electron knows the path of every file on a disk; what has none is refused in words. */
function withoutUploads(preload: PreloadBridge): Bridge {
  return {
    ...preload,
    uploadFile: async ({ name }) => ({
      ok: false,
      fault: {
        code: "dataset-unreadable",
        message: `${name} is no file on this computer: save it, then drop the saved file.`,
      },
    }),
  };
}
