/**
 * Where a view reads the bytes of a file that it opened by its path: `GET /opened-file?id=ID&from=BYTE&to=BYTE`, of the page's own
 * origin in both shells. It is answered with the bytes, as far as the file reaches, or with an `Outcome` that failed.
 */
export const openedFilePath = "/opened-file";

/** Bytes of one answer, at most. */
export const mostFileBytes = 16 * 1024 * 1024;

export interface OpenedFileRange {
  readonly fileId: string;
  /** Byte of the file, from 0. */
  readonly from: number;
  /** Byte behind the last one. */
  readonly to: number;
}

export function openedFileAddress({ fileId, from, to }: OpenedFileRange): string {
  return `${openedFilePath}?id=${encodeURIComponent(fileId)}&from=${from}&to=${to}`;
}

/** @param query Of the address. @returns What it asks for; `NaN` where it names no number. */
export function parseOpenedFileQuery(query: { get(name: string): string | null }): OpenedFileRange {
  const numberOf = (name: string): number => {
    const text = query.get(name) ?? "";
    return /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  };
  return { fileId: query.get("id") ?? "", from: numberOf("from"), to: numberOf("to") };
}
