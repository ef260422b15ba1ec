import { fail } from "../../../shared/fault";
import type { NumberType } from "../../memory";
import type { HandleRequest } from "../../protocol/program";
import { typedArray } from "../../runtime";
import type { Brokered, BrokeredInput } from "./brokered";
import type { Caller } from "./waiters";

/** The numbers of a `Value` or `SharedArray` without shared memory. */
export class BrokeredCells implements Brokered {
  readonly #numbers: Cells;
  readonly #bytes: Uint8Array;
  readonly #isArray: boolean;

  constructor({ descriptor }: BrokeredInput) {
    const { type, length = 1 } = descriptor.more as { type: NumberType; length?: number };
    const numbers = numbersFor(type, length);
    this.#numbers = numbers as unknown as Cells;
    this.#bytes = new Uint8Array(numbers.buffer);
    this.#isArray = descriptor.kind === "array";
  }

  take({ operation, value }: HandleRequest, caller: Caller): void {
    caller.answer({ ok: true, value: this.#do(operation, value) });
  }

  forget(): void {
    // Nobody ever waits.
  }

  lost(): void {
    // Numbers outlive who wrote them.
  }

  close(): void {
    // Nobody ever waits.
  }

  #do(operation: string, value: unknown): unknown {
    if (operation === "read") {
      const [offset, length] = value as [number, number];
      return this.#bytes.slice(offset, offset + length);
    }
    if (operation === "write") {
      const [offset, bytes] = value as [number, Uint8Array];
      this.#bytes.set(bytes, offset);
      return null;
    }
    const [at, ...parameters] = this.#isArray ? [value].flat() : [0, ...[value].flat()];
    return this.#change(operation, at as number, parameters as (number | bigint)[]);
  }

  /** @returns The number before. */
  #change(operation: string, at: number, [first, second]: readonly (number | bigint)[]): unknown {
    const numbers = this.#numbers;
    const before = numbers[at]!;
    if (operation === "store") numbers[at] = first!;
    // Both are of the cells' own type, as the handle has seen to.
    else if (operation === "add") numbers[at] = (before as number) + (first as number);
    else if (operation === "compare-exchange") {
      if (Object.is(before, first)) numbers[at] = second!;
    } else if (operation !== "load") fail("internal", `Numbers know no "${operation}".`);
    return before;
  }
}

function numbersFor(type: NumberType, length: number): ReturnType<typeof typedArray> {
  try {
    return typedArray(type, length);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const size = length.toLocaleString("en-US");
    return fail(
      "memory-full",
      `There is no room for ${size} numbers in this process's memory. Use a smaller SharedArray.`,
    );
  }
}

/** A typed array of whichever type: all of one. */
type Cells = (number | bigint)[];
