// The few globals that every place which runs shared code has: Node, Electron's processes, browsers.

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

/** Only as a type: the bridge hands a browser's files through. */
interface File {
  readonly name: string;
  readonly size: number;
}

/** Only as a type, likewise. */
interface Blob {
  readonly size: number;
}

/** Only as a type, likewise. */
interface AbortSignal {
  readonly aborted: boolean;
}
