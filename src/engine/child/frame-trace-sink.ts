import type { ParentChannel } from "../ports/parent-channel";
import type { TraceSink } from "../protocol/block-writer";

/** Bytes of trace that may be under way to a parent that has not taken them yet: half a million records. */
const windowBytes = 16 * 1024 * 1024;

/** Sends blocks as frames. Where the parent falls behind, the window fills and lanes drop records. */
export class FrameTraceSink implements TraceSink {
  readonly #channel: ParentChannel;
  #underWay = 0;

  constructor(channel: ParentChannel) {
    this.#channel = channel;
  }

  get full(): boolean {
    return this.#underWay > windowBytes;
  }

  write(block: Uint8Array<ArrayBuffer>, events: number): void {
    this.#underWay += block.byteLength;
    const { generation } = this.#channel;
    this.#channel.post({ type: "trace", generation, blocks: block, events }, [block.buffer]);
  }

  /** The parent took in so many bytes. */
  taken(bytes: number): void {
    this.#underWay -= bytes;
  }
}
