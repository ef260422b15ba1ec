import { homedir } from "node:os";
import { join } from "node:path";

/** The user's cache folder for Lanescope: what is in it can be deleted at any time. */
export function cacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== "") return join(XDG_CACHE_HOME, "lanescope");
  if (platform === "win32") return join(LOCALAPPDATA ?? join(homedir(), "AppData/Local"), "lanescope", "cache");
  return join(homedir(), platform === "darwin" ? "Library/Caches" : ".cache", "lanescope");
}
