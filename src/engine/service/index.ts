import { EngineService } from "./engine-service";
import type { Service, ServiceOptions } from "./types";

export { openInThread, thumbnailsInThread } from "../host/look-in-thread";
export { makeSessionFolder } from "../host/temporary-folder";

/** Starts a session of the engine. @throws {Error} Where the samples are missing or the temporary folder is not writable. */
export function createService(options: ServiceOptions): Service {
  return new EngineService(options);
}
