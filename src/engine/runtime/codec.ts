import { Deserializer, Serializer } from "node:v8";
import { FaultError, fail } from "../../shared/fault";
import type { HandleDescriptor, MemoryPlace, Payload } from "../protocol/program";
import { releaseBuffer } from "../protocol/serialize";
import { type Handle, handleField, serialized } from "./handle";

/** Buffers of this many bytes and more go through shared memory. */
const blockBytes = 64 * 1024;

/** Most bytes of one message: V8 cannot serialize more. */
const mostBytes = 2 ** 31 - 1;

/** How a view is written: inline, or as the next block. */
const inline = 0;
const block = 1;

const viewTypes = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
  Buffer,
] as const;

/** An encoded value whose large buffers have not been put anywhere yet. */
export interface Encoded {
  readonly bytes: Uint8Array;
  /** Ids of the handles within. */
  readonly handles: readonly number[];
  readonly views: readonly Uint8Array[];
}

/** Writes views itself: V8 would copy large ones into the message, and whole pools for small ones. */
class ValueSerializer extends Serializer {
  readonly views: Uint8Array[] = [];
  readonly #blocks: boolean;

  constructor(blocks: boolean) {
    super();
    this.#blocks = blocks;
    // Not in Node's types: from then on views come to `_writeHostObject`.
    (
      this as unknown as { _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void }
    )._setTreatArrayBufferViewsAsHostObjects(true);
  }

  /** Called by V8 for every view. */
  _writeHostObject(view: ArrayBufferView): void {
    if (!ArrayBuffer.isView(view)) throw new TypeError(`${Object.prototype.toString.call(view)} could not be cloned.`);
    const type = view instanceof Buffer ? viewTypes.length - 1 : viewTypes.findIndex((one) => view instanceof one);
    if (view.buffer instanceof SharedArrayBuffer) throw new TypeError("A SharedArrayBuffer could not be cloned.");
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    this.writeUint32(type);
    this.writeUint32(bytes.length);
    if (this.#blocks && bytes.length >= blockBytes) {
      this.writeUint32(block);
      this.views.push(bytes);
      return;
    }
    this.writeUint32(inline);
    this.writeRawBytes(bytes);
  }
}

class ValueDeserializer extends Deserializer {
  readonly #blocks: readonly Uint8Array[];
  #next = 0;

  constructor(bytes: Uint8Array, blocks: readonly Uint8Array[]) {
    super(bytes);
    this.#blocks = blocks;
  }

  /** Called by V8 for what `_writeHostObject` wrote. */
  _readHostObject(): ArrayBufferView {
    const type = viewTypes[this.readUint32()] ?? fail("internal", "A message holds a view of an unknown type.");
    const length = this.readUint32();
    const source = this.readUint32() === block ? this.#blocks[this.#next++]! : copy(this.readRawBytes(length));
    if (type === Buffer) return Buffer.from(source.buffer, source.byteOffset, length);
    const width = type === DataView ? 1 : (type as Uint8ArrayConstructor).BYTES_PER_ELEMENT;
    return new (type as unknown as new (buffer: ArrayBufferLike, offset: number, length: number) => ArrayBufferView)(
      source.buffer,
      source.byteOffset,
      length / width,
    );
  }
}

function copy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}

/**
 * Encodes a value for another process: what the structured clone algorithm takes, and handles anywhere within.
 *
 * @param what By which a message calls the value, such as `args`.
 * @param blocks Whether large buffers are left out, for `views`.
 * @throws {FaultError} `not-serializable`, with the path of the offending field; `too-large`.
 */
export function encode(value: unknown, what: string, blocks: boolean): Encoded {
  const serializer = new ValueSerializer(blocks);
  const outer = serialized.ids;
  serialized.ids = [];
  try {
    serializer.writeHeader();
    serializer.writeValue(value);
    const handles = serialized.ids;
    // Where its size is looked up, the value is read once more: that is no second sending.
    serialized.ids = [];
    const bytes = releaseBuffer(serializer, value, blocks ? blockBytes : undefined);
    return { bytes, handles, views: serializer.views };
  } catch (error) {
    throw explain(error, value, what);
  } finally {
    serialized.ids = outer;
  }
}

/** Bytes of a payload in all, large buffers included. */
export function bytesOf({ bytes, blocks }: Payload): number {
  return blocks.reduce((sum, place) => sum + place.bytes, bytes.byteLength);
}

/** What `decode` needs of its surroundings. */
export interface Decoding {
  /** Contents of a block, in memory of their own. */
  read(place: MemoryPlace): Uint8Array;
  open(descriptor: HandleDescriptor): Handle;
}

/** @throws {FaultError} `handle-foreign`, `handle-closed`. */
export function decode(payload: Payload, decoding: Decoding): unknown {
  const blocks = payload.blocks.map((place) => decoding.read(place));
  const deserializer = new ValueDeserializer(payload.bytes, blocks);
  deserializer.readHeader();
  const value: unknown = deserializer.readValue();
  return payload.handles ? revive(value, decoding, new Map()) : value;
}

/** Puts handles in the place of their descriptors, in place. */
function revive(value: unknown, decoding: Decoding, seen: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (handleField in value) {
    const handle = decoding.open((value as { [handleField]: HandleDescriptor })[handleField]);
    seen.set(value, handle);
    return handle;
  }
  seen.set(value, value);
  if (value instanceof Map) {
    const entries = [...value];
    value.clear();
    for (const [key, one] of entries) value.set(revive(key, decoding, seen), revive(one, decoding, seen));
  } else if (value instanceof Set) {
    const members = [...value];
    value.clear();
    for (const one of members) value.add(revive(one, decoding, seen));
  } else {
    const fields = value as Record<string, unknown>;
    for (const key of Object.keys(fields)) {
      const one = fields[key];
      if (typeof one === "object" && one !== null) fields[key] = revive(one, decoding, seen);
    }
  }
  return value;
}

/** Says which field it was that V8 could not write. */
function explain(error: unknown, value: unknown, what: string): Error {
  if (error instanceof FaultError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (/invalid array length|out of memory|too large|Cannot create a/i.test(reason) || error instanceof RangeError) {
    const limit = `more than ${mostBytes.toLocaleString("en-US")} bytes`;
    const message = `${what} is too large to send to another process (${limit}). Send it in parts, or put it into a SharedArray.`;
    return new FaultError({ code: "too-large", message }, { cause: error });
  }
  const path = offendingPath(value, what, new Set()) ?? what;
  const message = `${path} cannot be sent to another process: ${reason.replace(/\.$/, "")}. Send plain data, and declare functions as tasks.`;
  return new FaultError({ code: "not-serializable", message }, { cause: error });
}

/** The innermost part of `value` that alone cannot be written. */
function offendingPath(value: unknown, path: string, seen: Set<unknown>): string | null {
  if (canWrite(value)) return null;
  if (typeof value !== "object" || value === null || seen.has(value)) return path;
  seen.add(value);
  for (const [key, one] of parts(value)) {
    const inner = offendingPath(one, path + key, seen);
    if (inner !== null) return inner;
  }
  return path;
}

function parts(value: object): [string, unknown][] {
  if (Array.isArray(value)) return value.map((one, index) => [`[${index}]`, one]);
  if (value instanceof Map) {
    return [...value].flatMap(([key, one]): [string, unknown][] => [
      [`.keys(${String(key)})`, key],
      [`.get(${JSON.stringify(key) ?? String(key)})`, one],
    ]);
  }
  if (value instanceof Set) return [...value].map((one, index) => [`.values()[${index}]`, one]);
  return Object.entries(value).map(([key, one]) => [
    /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`,
    one,
  ]);
}

function canWrite(value: unknown): boolean {
  try {
    const serializer = new ValueSerializer(true);
    serializer.writeHeader();
    serializer.writeValue(value);
    return true;
  } catch {
    // That it cannot is what was asked; why was told by the first try.
    return false;
  }
}
