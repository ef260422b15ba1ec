/**
 * Blocks: the unit in which a trace travels, spools and is stored. A trace is a concatenation of blocks, so it can be
 * cut at any block, resumed at any block's offset, and read while it grows.
 *
 * A block is a header of 16 bytes, little-endian (Uint32 payload length in bytes, Uint32 lane, Uint32 records dropped by
 * this lane so far, Uint32 type), then the payload. `blocks.ts` reads them; this part needs no schema library and goes into
 * every worker.
 */
import type { Finding } from "./findings";
import type { Lane } from "./lanes";

export const blockHeaderBytes = 16;

export const blockTypes = {
  /** Payload: records of one lane. */
  records: 1,
  /** Payload: JSON of the lane as it is now; a later block about the same lane replaces it. */
  lane: 2,
  /** Payload: JSON of a finding; a later block with the same finding's id replaces it. Of no lane: its lane is 0. */
  finding: 3,
} as const;

export type BlockType = (typeof blockTypes)[keyof typeof blockTypes];

/** Writes a block's header at `offset`. Lengths in bytes. */
export function writeBlockHeader(
  view: DataView,
  offset: number,
  payloadBytes: number,
  lane: number,
  dropped: number,
  type: BlockType,
): void {
  view.setUint32(offset, payloadBytes, true);
  view.setUint32(offset + 4, lane, true);
  view.setUint32(offset + 8, dropped, true);
  view.setUint32(offset + 12, type, true);
}

/** Encodes the block that declares or updates a lane. */
export function encodeLaneBlock(lane: Lane): Uint8Array {
  return encodeText(lane, lane.id, blockTypes.lane);
}

/** Encodes the block that tells or updates a finding. */
export function encodeFindingBlock(finding: Finding): Uint8Array {
  return encodeText(finding, 0, blockTypes.finding);
}

function encodeText(content: unknown, lane: number, type: BlockType): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(content));
  const block = new Uint8Array(blockHeaderBytes + text.byteLength);
  writeBlockHeader(new DataView(block.buffer), 0, text.byteLength, lane, 0, type);
  block.set(text, blockHeaderBytes);
  return block;
}

/** Length in bytes of the block that starts at `offset`, header included; 0 while the header has not arrived whole. */
export function blockBytes(bytes: Uint8Array, offset: number): number {
  if (offset + blockHeaderBytes > bytes.byteLength) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return blockHeaderBytes + view.getUint32(offset, true);
}
