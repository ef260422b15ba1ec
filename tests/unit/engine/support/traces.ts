import { blockHeaderBytes, blockTypes, writeBlockHeader } from "../../../../src/shared/trace/block-layout";
import { readBlocks } from "../../../../src/shared/trace/blocks";
import type { Finding } from "../../../../src/shared/trace/findings";
import type { Lane } from "../../../../src/shared/trace/lanes";
import { readRecord, recordBytes, recordKinds, type TraceRecord } from "../../../../src/shared/trace/records";

/** One block of records whose payload is `payloadBytes` times the same byte, so that a swapped block shows. */
export function blockOf(lane: number, payloadBytes: number, fill = lane, dropped = 0): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(blockHeaderBytes + payloadBytes).fill(fill, blockHeaderBytes);
  writeBlockHeader(new DataView(block.buffer), 0, payloadBytes, lane, dropped, blockTypes.records);
  return block;
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

/** A record with its name as text. */
type NamedRecord = Omit<TraceRecord, "name"> & {
  readonly name: string;
  /** Of the lane that wrote it. */
  readonly lane: number;
};

export interface DecodedTrace {
  /** The lanes as they were told last, by id. */
  readonly lanes: ReadonlyMap<number, Lane>;
  readonly findings: readonly Finding[];
  readonly records: readonly NamedRecord[];
  /** The newest count of dropped records, by lane. */
  readonly dropped: ReadonlyMap<number, number>;
}

/** @param bytes Whole blocks. @throws {RangeError} For a record whose name nothing defined. */
export function decode(bytes: Uint8Array): DecodedTrace {
  const lanes = new Map<number, Lane>();
  const names = new Map<string, string>();
  const dropped = new Map<number, number>();
  const findings = new Map<number, Finding>();
  const records: NamedRecord[] = [];
  for (const block of readBlocks(bytes)) {
    if (block.type === "lane") {
      lanes.set(block.lane.id, block.lane);
      continue;
    }
    if (block.type === "finding") {
      findings.set(block.finding.id, block.finding);
      continue;
    }
    dropped.set(block.lane, block.dropped);
    const view = block.records;
    for (let offset = 0; offset < view.byteLength; offset += recordBytes) {
      const record = readRecord(view, offset);
      const key = `${block.lane} ${record.name}`;
      if (record.kind === recordKinds.name) {
        const text = new Uint8Array(view.buffer, view.byteOffset + offset + recordBytes, record.extra);
        names.set(key, new TextDecoder("utf-8", { fatal: true }).decode(text));
        offset += Math.ceil(record.extra / recordBytes) * recordBytes;
        continue;
      }
      const name = record.name === 0 ? "" : names.get(key);
      if (name === undefined) throw new RangeError(`nothing defined name ${record.name} of lane ${block.lane}`);
      records.push({ ...record, name, lane: block.lane });
    }
  }
  return { lanes, findings: [...findings.values()], records, dropped };
}
