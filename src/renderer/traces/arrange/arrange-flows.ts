import type { FlowChunk } from "../../timeline/store/chunk";
import { scannedKinds } from "../scan/scanned-piece";
import { sortedOrder } from "./sort-order";
import type { KeptPiece } from "./trace-index";

/** Makes an arrow of each step from one event of a flow to the next. */
export function arrangeFlows(
  pieces: readonly KeptPiece[],
  epoch: number,
  laneOf: (entry: number) => number,
): readonly FlowChunk[] {
  const times: number[] = [];
  const lanes: number[] = [];
  const links: number[] = [];
  const kinds: number[] = [];
  for (const { kind, thread, time, link } of pieces) {
    if (link === null) continue;
    for (let row = 0; row < kind.length; row++) {
      if (kind[row]! < scannedKinds.flowStart) continue;
      times.push(time[row]! - epoch);
      lanes.push(laneOf(thread[row]!));
      links.push(link[row]!);
      kinds.push(kind[row]!);
    }
  }
  // By link: the event from which the next arrow leaves.
  const last = new Map<number, number>();
  const ends = new Map<string, { laneId: number; out: boolean; time: number[]; flow: number[] }>();
  const add = (event: number, out: boolean, flow: number): void => {
    const laneId = lanes[event]!;
    const key = `${laneId} ${out}`;
    let end = ends.get(key);
    if (end === undefined) {
      end = { laneId, out, time: [], flow: [] };
      ends.set(key, end);
    }
    end.time.push(times[event]!);
    end.flow.push(flow);
  };
  let flow = 0;
  for (const event of sortedOrder(Float64Array.from(times), null)) {
    const link = links[event]!;
    const from = last.get(link);
    if (kinds[event] !== scannedKinds.flowStart && from !== undefined) {
      flow++;
      add(from, true, flow);
      add(event, false, flow);
    }
    if (kinds[event] === scannedKinds.flowEnd) last.delete(link);
    else last.set(link, event);
  }
  return [...ends.values()].map(({ laneId, out, time, flow: flows }) => {
    // An arrow's beginning is told when its end comes, so these may be out of order.
    const order = sortedOrder(Float64Array.from(time), null);
    return {
      laneId,
      out,
      time: Float64Array.from(order, (row) => time[row]!),
      flow: Uint32Array.from(order, (row) => flows[row]!),
    };
  });
}
