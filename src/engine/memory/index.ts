export { type AddonSearch, loadAddon, type NativeAddon, type NumberType } from "./addon";
export { Arena, type ArenaDescriptor, type Owner, type OwnerState, type Place } from "./arena";
export { type LockState, type Lowered, NativeLock } from "./lock";
export { TraceRingReader, TraceRingWriter } from "./ring";
export { type NumberOf, SharedCells, type TypedCells } from "./values";
export type { WaitOptions, WaitResult, Waits } from "./waits";
export { SharedCount, SharedSignal } from "./words";
