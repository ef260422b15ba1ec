import { z } from "zod";
import { exitSchema } from "../contract/faults";
import { blockBytes, blockHeaderBytes, blockTypes } from "./block-layout";
import { type Finding, findingKinds } from "./findings";
import { type Lane, laneKinds } from "./lanes";

const laneSchema: z.ZodType<Lane> = z.object({
  id: z.number().int().positive(),
  kind: z.enum(laneKinds),
  name: z.string(),
  number: z.number().int().nonnegative(),
  pid: z.number().int().nullable(),
  part: z.string(),
  valueType: z.string(),
  startNs: z.number(),
  endNs: z.number().nullable(),
  exit: exitSchema.nullable(),
  remark: z.string(),
  run: z.object({ id: z.string(), title: z.string(), note: z.string() }).optional(),
});

const findingSchema: z.ZodType<Finding> = z.object({
  id: z.number().int().positive(),
  kind: z.enum(findingKinds),
  message: z.string(),
  lanes: z.array(z.number().int()),
  amounts: z.array(z.number()),
  atNs: z.number(),
});

export type Block =
  | { readonly type: "records"; readonly lane: number; readonly dropped: number; readonly records: DataView }
  | { readonly type: "lane"; readonly lane: Lane }
  | { readonly type: "finding"; readonly finding: Finding };

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
    const content = (): unknown =>
      JSON.parse(new TextDecoder().decode(new Uint8Array(bytes.buffer, payload, payloadBytes)));
    if (type === blockTypes.records) {
      yield { type: "records", lane, dropped, records: new DataView(bytes.buffer, payload, payloadBytes) };
    } else if (type === blockTypes.lane) {
      yield { type: "lane", lane: laneSchema.parse(content()) };
    } else if (type === blockTypes.finding) {
      yield { type: "finding", finding: findingSchema.parse(content()) };
    } else {
      throw new RangeError(`trace block at byte ${offset} has the unknown type ${type}`);
    }
    offset += length;
  }
}
