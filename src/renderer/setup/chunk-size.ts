import type { ChunkSize, WorkloadInfo } from "../../shared/contract/models";

export const byteUnits = ["KB", "MB", "GB"] as const;
type ByteUnit = (typeof byteUnits)[number];

const unitBytes: Readonly<Record<ByteUnit, number>> = { KB: 1e3, MB: 1e6, GB: 1e9 };

export type ChunkChoice =
  | { readonly kind: "auto" }
  /** `unit` counts where chunks are bytes; else `amount` is items. Null while the field is empty. */
  | { readonly kind: "custom"; readonly amount: number | null; readonly unit: ByteUnit };

/** Items of a chunk to begin with: small ones of pure computing would cost more to hand out than to work on. */
const usualItems: Readonly<Record<WorkloadInfo["kind"], number>> = { cpu: 100_000, io: 1, lock: 1, data: 1 };

/** The choice when the user leaves `auto`. */
export function usualChunk(workload: WorkloadInfo | undefined): ChunkChoice {
  const items = workload?.chunkUnit === "items" ? usualItems[workload.kind] : 1;
  return { kind: "custom", amount: items, unit: "MB" };
}

/** The choice that stands for a size of the contract, in the largest unit that it fills. */
export function chunkChoiceOf(size: ChunkSize, unit: WorkloadInfo["chunkUnit"]): ChunkChoice {
  if (size === "auto") return { kind: "auto" };
  if (unit === "items") return { kind: "custom", amount: size, unit: "MB" };
  const byteUnit = [...byteUnits].reverse().find((one) => size >= unitBytes[one]) ?? "KB";
  return { kind: "custom", amount: size / unitBytes[byteUnit], unit: byteUnit };
}

/** The contract's chunk size: bytes for files, items otherwise. */
export function chunkSizeOf(choice: ChunkChoice, unit: WorkloadInfo["chunkUnit"]): ChunkSize {
  if (choice.kind === "auto" || choice.amount === null) return "auto";
  const size = unit === "bytes" ? choice.amount * unitBytes[choice.unit] : choice.amount;
  return Math.max(1, Math.round(size));
}
