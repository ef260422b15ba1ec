import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type FaultCode, FaultError, fail } from "../../shared/fault";

/** The number types that shared memory holds. */
export type NumberType = "int32" | "uint32" | "int64" | "float32" | "float64";

/** Reads and writes one number: functions made for it alone. */
export type NumberFunctions<Value> = [load: () => Value, store: (value: Value) => void];

/** Acquires and releases one lock: functions made for it alone. */
export type LockFunctions = [acquireSync: (timeoutMs?: number) => boolean, releaseSync: () => void];

/** `load`, `store`, `add`, `compareExchange` for one type. */
type TypedFunctions<Name extends string, Value> = Record<`load${Name}`, (handle: number, index: number) => Value> &
  Record<`store${Name}`, (handle: number, index: number, value: Value) => void> &
  Record<`add${Name}`, (handle: number, index: number, amount: Value) => Value> &
  Record<`compareExchange${Name}`, (handle: number, index: number, expected: Value, value: Value) => Value> &
  Record<`numberFunctions${Name}`, (handle: number, ...methods: NumberFunctions<Value>) => NumberFunctions<Value>>;

/** What `native/` exports. Arenas, handles and owners are small integers of this environment. */
export interface NativeAddon
  extends TypedFunctions<"Int32", number>,
    TypedFunctions<"Uint32", number>,
    TypedFunctions<"Int64", bigint>,
    TypedFunctions<"Float32", number>,
    TypedFunctions<"Float64", number> {
  configure(makeError: (code: FaultCode, message: string) => Error): void;
  /** Ends this process once its parent, which has that number, has ended. */
  watchParent(pid: number): void;

  createArena(
    dataBytes: number,
  ): [arena: number, name: string, token: bigint, segmentBytes: number, dataOffset: number];
  openArena(name: string, bytes: number, token: bigint): number;
  addSegment(arena: number, dataBytes: number): [segment: number, segmentBytes: number, dataOffset: number];
  closeArena(arena: number): void;
  attach(arena: number, segment: number, offset: number, bytes: number): number;
  detach(handle: number): void;
  setDirect(handle: number, isDirect: 0 | 1): void;
  position(handle: number): number;

  registerOwner(arena: number, tag: number): number;
  setOwner(arena: number, owner: number): void;
  endOwner(arena: number, owner: number): boolean;
  /** Eight numbers an owner: see `OwnerState` in arena.ts. */
  owners(arena: number): number[];

  copyIn(handle: number, byteOffset: number, source: ArrayBufferView): void;
  copyOut(handle: number, byteOffset: number, target: ArrayBufferView): void;
  clear(handle: number): void;

  tryLock(handle: number, owner: number): number;
  lock(handle: number, owner: number, timeoutMs: number): number;
  lockAsync(handle: number, owner: number, timeoutMs: number, wait: number): Promise<number>;
  unlock(handle: number, requiredOwner: number): void;
  lockAgain(handle: number, owner: number): boolean;
  unlockOnce(handle: number, owner: number): 0 | 1 | 2;
  setLockDepth(handle: number, depth: number): void;
  lockFunctions(handle: number, ...methods: [...LockFunctions, isReentrant: 0 | 1]): LockFunctions;
  lockState(
    handle: number,
  ): [holder: number, waits: number, depth: number, abandoned: number, acquisitions: number, contended: number];
  reap(arena: number, pid: number, locks: Uint32Array): number[];
  take(handle: number, unused: number, timeoutMs: number): number;
  takeAsync(handle: number, unused: number, timeoutMs: number, wait: number): Promise<number>;
  give(handle: number, permits: number, most: number): boolean;
  change(handle: number, expected: number, timeoutMs: number): number;
  changeAsync(handle: number, expected: number, timeoutMs: number, wait: number): Promise<number>;
  wake(handle: number, count: number): void;
  cancel(wait: number): boolean;

  createRing(handle: number, epochNs: bigint): number;
  openRing(handle: number): number;
  /** `head` is kind | category << 5 | name << 9. */
  push(handle: number, head: number, value?: number, subject?: number, extra?: number): boolean;
  pushAt(handle: number, timeNs: number, head: number, value?: number, subject?: number, extra?: number): boolean;
  pushName(handle: number, name: number, text: string): boolean;
  drop(handle: number): void;
  hasRoom(handle: number): boolean;
  drain(handle: number, target: Uint8Array): number;
  dropped(handle: number): number;
}

/** The addon, or one sentence that says why there is none. */
export type AddonSearch =
  | { readonly addon: NativeAddon; readonly path: string }
  | { readonly addon: null; readonly reason: string };

/** Folders above this file that are looked into: bundles lie at different depths. */
const mostLevels = 6;

let found: AddonSearch | null = null;

/**
 * Loads the shared-memory addon, once.
 *
 * `LANESCOPE_NATIVE` names another file than the one of this installation, or is `off` to do without.
 *
 * @returns Never throws: without it, the brokered backend does.
 */
export function loadAddon(): AddonSearch {
  found ??= search(process.env.LANESCOPE_NATIVE);
  return found;
}

/**
 * The addon where it has to be there.
 *
 * @throws {FaultError} `memory-unavailable`, with the reason.
 */
export function requireAddon(): NativeAddon {
  const { addon, ...rest } = loadAddon();
  if (addon !== null) return addon;
  return fail(
    "memory-unavailable",
    `The shared-memory addon cannot be used: ${"reason" in rest ? rest.reason : "it is missing"}.`,
  );
}

function search(wish: string | undefined): AddonSearch {
  if (wish === "off") return { addon: null, reason: "LANESCOPE_NATIVE is off" };
  const paths = wish !== undefined && wish !== "" ? [wish] : candidates();
  if (paths.length === 0) {
    return { addon: null, reason: `there is no build of it for ${process.platform}-${process.arch}` };
  }
  let reason = "";
  const load = createRequire(join(import.meta.dirname, "addon.cjs"));
  for (const path of paths) {
    try {
      const addon = load(path) as NativeAddon;
      addon.configure((code, message) => new FaultError({ code, message }));
      return { addon, path };
    } catch (error) {
      // Such as one for another C library: the next may fit.
      reason = `${path} cannot be loaded (${error instanceof Error ? error.message : String(error)})`;
    }
  }
  return { addon: null, reason };
}

/** Existing files, nearest first. */
function candidates(): string[] {
  const paths: string[] = [];
  let folder: string = import.meta.dirname;
  for (let level = 0; level < mostLevels; level++) {
    for (const variant of ["", "-musl"]) {
      const path = join(folder, "prebuilds", `${process.platform}-${process.arch}${variant}`, "lanescope.node");
      if (existsSync(path)) paths.push(path);
    }
    if (dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  return paths;
}
