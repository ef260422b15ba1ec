import { deserialize, serialize } from "node:v8";

// Each with the version that ends it; imported before anything that needs it.

// Electron 24 (Node 18) brings `structuredClone`; the settings library calls it.
globalThis.structuredClone ??= <T>(value: T): T => deserialize(serialize(value)) as T;
