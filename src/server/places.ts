import { homedir } from "node:os";
import { join } from "node:path";

/** Where settings and logs are kept: the folder that Electron would use too. `LANESCOPE_USER_DATA` replaces it. */
export function userDataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const given = environment.LANESCOPE_USER_DATA;
  if (given !== undefined && given !== "") return given;
  return join(applicationData(environment, platform), "lanescope");
}

function applicationData(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === "darwin") return join(homedir(), "Library/Application Support");
  const named = platform === "win32" ? environment.APPDATA : environment.XDG_CONFIG_HOME;
  if (named !== undefined && named !== "") return named;
  return platform === "win32" ? join(homedir(), "AppData/Roaming") : join(homedir(), ".config");
}
