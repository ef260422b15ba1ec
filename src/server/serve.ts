import { join, resolve } from "node:path";
import type { Service, ServiceLog } from "../engine/service/types";
import { isViewLink } from "../shared/contract/view-link";
import { openParameter } from "../shared/contract/web-wire";
import { composeNodeService, packageFolder, readVersion } from "../shells/node-shell";
import { endingSignals, exitCodeOfSignal } from "../shells/signals";
import { parseCommandLine } from "./command-line";
import { openLog } from "./log";
import { openBrowser } from "./open-browser";
import { userDataFolder } from "./places";
import { startWebHost } from "./web-host";

const exitCodes = { failed: 1, misuse: 2 } as const;

/** Runs the web host's command line until a signal ends it. */
export async function serve(words: readonly string[]): Promise<void> {
  const version = readVersion();
  const command = parseCommandLine(words, version);
  if (command.kind === "print") {
    process.stdout.write(command.text);
    return;
  }
  if (command.kind === "misuse") {
    process.stderr.write(`${command.message} See --help.\n`);
    process.exitCode = exitCodes.misuse;
    return;
  }
  const userData = userDataFolder(process.env, process.platform);
  const { log, file } = openLog(userData);
  const service = composeNodeService(log, file, userData);
  endOnSignals(service, log);
  try {
    const host = await startWebHost({
      service,
      rendererFolder: join(packageFolder, "out/renderer"),
      port: command.port,
      log,
      developmentAddress: process.env.ELECTRON_RENDERER_URL,
    });
    log.info(`web host ${version} listens on ${new URL(host.url).host}`);
    const address = addressWith(host.url, command.files);
    process.stdout.write(`Lanescope is at ${address}\n`);
    const say = (message: string): void => void process.stderr.write(`${message}\n`);
    if (command.open) openBrowser(address, say);
  } catch (error) {
    process.stderr.write(`${listenFailure(error, command.port)}\n`);
    await service.shutdown();
    process.exit(exitCodes.failed);
  }
}

/** The page's address with files for it to open. @param files Paths, of this process's folder where they are relative. */
function addressWith(url: string, files: readonly string[]): string {
  const address = new URL(url);
  for (const file of files) address.searchParams.append(openParameter, isViewLink(file) ? file : resolve(file));
  return address.href;
}

/** A second signal this soon is the first one's copy: whoever started the host hands it on. Milliseconds. */
const sameSignalMs = 1_000;

/** On the first signal stops every run and deletes temporary files, then exits; on a later one exits at once. */
function endOnSignals(service: Service, log: ServiceLog): void {
  let endingSinceMs: number | null = null;
  for (const signal of endingSignals) {
    process.on(signal, () => {
      const code = exitCodeOfSignal(signal);
      if (endingSinceMs !== null) {
        if (performance.now() - endingSinceMs >= sameSignalMs) process.exit(code);
        return;
      }
      endingSinceMs = performance.now();
      log.info(`${signal}: the web host ends`);
      service
        .shutdown()
        .catch((error: unknown) => log.error(`shutdown failed: ${String(error)}`))
        .finally(() => process.exit(code));
    });
  }
}

function listenFailure(error: unknown, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE")
    return `Port ${port} is in use: choose another with --port, or leave it out for any free one.`;
  if (code === "EACCES") return `Port ${port} is not allowed for this user: choose one above 1023 with --port.`;
  return `The web host could not start: ${error instanceof Error ? error.message : String(error)}`;
}
