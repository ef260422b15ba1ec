import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { locateElectron } from "../../../scripts/find-electron.mjs";

const binary = process.platform === "win32" ? "electron.exe" : "electron";
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "find-electron-"));
  const folder = join(root, "node_modules", "electron");
  mkdirSync(join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "45.4.1" }));
});

afterEach(() => rmSync(root, { recursive: true }));

/** Puts an Electron into a folder of its own. */
function place(name: string, version: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, binary), "");
  writeFileSync(join(folder, "version"), version);
  return folder;
}

/** Completes what the package's installer leaves. */
function installPinned(): void {
  writeFileSync(join(root, "node_modules/electron/path.txt"), binary);
  writeFileSync(join(root, "node_modules/electron/dist", binary), "");
}

describe("looking for Electron", () => {
  it("prefers the pinned one to all others", () => {
    installPinned();
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: place("mine", "44.0.0") };
    const { found } = locateElectron({ root, environment, cached: place("cached", "22.3.25") });
    expect(found).toMatchObject({ kind: "pinned", version: "45.4.1" });
  });

  it("does not take a half installed one for the pinned one", () => {
    writeFileSync(join(root, "node_modules/electron/path.txt"), binary);
    const search = locateElectron({ root, environment: {}, cached: null });
    expect(search.found).toBeNull();
  });

  it("takes the override folder next, with its version", () => {
    const folder = place("mine", "v44.0.0\n");
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: folder };
    const { found } = locateElectron({ root, environment, cached: place("cached", "22.3.25") });
    expect(found).toEqual({ kind: "override", version: "44.0.0", executable: join(folder, binary) });
  });

  it("takes the cached test runtime last", () => {
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(root, "nowhere") };
    const { found } = locateElectron({ root, environment, cached: place("cached", "22.3.25") });
    expect(found).toMatchObject({ kind: "test-runtime", version: "22.3.25" });
  });

  it("says for each place why there is none", () => {
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(root, "nowhere") };
    const search = locateElectron({ root, environment, cached: null });
    expect(search).toEqual({
      found: null,
      reasons: [
        "Electron 45.4.1 is not in node_modules (`npx install-electron` fetches it)",
        `ELECTRON_OVERRIDE_DIST_PATH is ${join(root, "nowhere")}, which holds no ${binary}`,
      ],
    });
  });
});
