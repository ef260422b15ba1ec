import { spawn } from "node:child_process";

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens an address in the default browser. @param onFailure Told in a sentence why it did not work. */
export function openBrowser(address: string, onFailure: (message: string) => void): void {
  const [command = "xdg-open", ...parameters] = openers[process.platform] ?? [];
  const opener = spawn(command, [...parameters, address], { stdio: "ignore", detached: true });
  opener.on("error", (error) => onFailure(`No browser could be opened (${error.message}): open the address yourself.`));
  opener.unref();
}
