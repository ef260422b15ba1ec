/** Runs before each test file, also where files share their modules: a hook of a shared module's own would be the first file's only. */

import { afterAll } from "vitest";
import { deleteTemporaryFolder } from "./temporary-folder";

afterAll(deleteTemporaryFolder);
