import { blockBytes, blockHeaderBytes, blockTypes } from "./block-layout";
import { type Lane, laneSchema } from "./lanes";

export type Block =
  | { readonly type: "records"; readonly lane: number; readonly dropped: number; readonly records: DataView }
  | { readonly type: "lane"; readonly lane: Lane };

/**
 * Reads the whole blocks in `bytes`.
 *
 * @param bytes One or more blocks, each whole.
 * @throws {RangeError} When the last block is cut or a type is unknown: the sender sends whole blocks only.
 */
export function* readBlocks(bytes: Uint8Array): Generator<Block> {
  let offset = 0;
  while (offset < bytes.byteLength) {
    const length = blockBytes(bytes, offset);
    if (length === 0 || offset + length > bytes.byteLength) {
      throw new RangeError(`trace block at byte ${offset} is cut: ${length} of ${bytes.byteLength - offset} bytes`);
    }
    const header = new DataView(bytes.buffer, bytes.byteOffset + offset, blockHeaderBytes);
    const lane = header.getUint32(4, true);
    const dropped = header.getUint32(8, true);
    const type = header.getUint32(12, true);
    const payload = bytes.byteOffset + offset + blockHeaderBytes;
    const payloadBytes = length - blockHeaderBytes;
    if (type === blockTypes.records) {
      yield { type: "records", lane, dropped, records: new DataView(bytes.buffer, payload, payloadBytes) };
    } else if (type === blockTypes.lane) {
      const text = new TextDecoder().decode(new Uint8Array(bytes.buffer, payload, payloadBytes));
      yield { type: "lane", lane: laneSchema.parse(JSON.parse(text)) };
    } else {
      throw new RangeError(`trace block at byte ${offset} has the unknown type ${type}`);
    }
    offset += length;
  }
}
