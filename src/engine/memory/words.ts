import type { NativeAddon } from "./addon";
import type { Arena, Place } from "./arena";
import { resultOf, type WaitOptions, type WaitResult, Waits } from "./waits";

/** Most permits of a `SharedCount`. */
const mostPermits = 0x7fffffff;

/** A number of permits in shared memory: what semaphores are made of. Those of a process that dies are lost. */
export class SharedCount {
  readonly place: Place;
  readonly #handle: number;
  readonly #addon: NativeAddon;
  /** Of this thread, by promises. */
  readonly waits: Waits;

  /** @internal Use `Arena.createCount` and `Arena.openCount`. */
  constructor(arena: Arena, place: Place) {
    this.place = place;
    this.#handle = arena.attach(place);
    this.#addon = arena.addon;
    this.waits = new Waits(arena.addon);
  }

  /** Permits that are there now. */
  get value(): number {
    return this.#addon.loadUint32(this.#handle, 0);
  }

  /**
   * Takes one permit, blocking this thread until there is one.
   *
   * @param timeoutMs Milliseconds; 0 only tries, negative waits forever.
   */
  takeSync(timeoutMs = -1): WaitResult {
    return resultOf(this.#addon.take(this.#handle, 0, timeoutMs));
  }

  /** Takes one permit. */
  async take(options: WaitOptions = {}): Promise<WaitResult> {
    if (options.signal?.aborted === true) return "cancelled";
    if (this.takeSync(0) === "done") return "done";
    if (options.timeoutMs === 0) return "timeout";
    return this.waits.begin((timeoutMs, wait) => this.#addon.takeAsync(this.#handle, 0, timeoutMs, wait), options);
  }

  /**
   * Adds permits and wakes as many who wait.
   *
   * @param most Of all permits then.
   * @returns False, nothing added, where there would be more.
   */
  give(permits = 1, most = mostPermits): boolean {
    return this.#addon.give(this.#handle, permits, most);
  }
}

/** A 32-bit word whose change others wait for: what events, conditions and barriers are made of. */
export class SharedSignal {
  readonly place: Place;
  readonly #handle: number;
  readonly #addon: NativeAddon;
  readonly #waits: Waits;

  /** @internal Use `Arena.createSignal` and `Arena.openSignal`. */
  constructor(arena: Arena, place: Place) {
    this.place = place;
    this.#handle = arena.attach(place);
    this.#addon = arena.addon;
    this.#waits = new Waits(arena.addon);
  }

  get value(): number {
    return this.#addon.loadUint32(this.#handle, 0);
  }

  /** Writes it and wakes everybody who waits. */
  set value(value: number) {
    this.#addon.storeUint32(this.#handle, 0, value);
    this.#addon.wake(this.#handle, mostPermits);
  }

  /** Adds, wakes everybody who waits. @returns The value before. */
  add(amount: number): number {
    const before = this.#addon.addUint32(this.#handle, 0, amount);
    this.#addon.wake(this.#handle, mostPermits);
    return before;
  }

  /** Blocks this thread until the value is another than `expected`. @param timeoutMs Negative for forever. */
  waitWhileSync(expected: number, timeoutMs = -1): WaitResult {
    return resultOf(this.#addon.change(this.#handle, expected, timeoutMs));
  }

  /** Waits until the value is another than `expected`; one that changes back in between may be missed. */
  async waitWhile(expected: number, options: WaitOptions = {}): Promise<WaitResult> {
    if (options.signal?.aborted === true) return "cancelled";
    if (this.value !== expected) return "done";
    return this.#waits.begin(
      (timeoutMs, wait) => this.#addon.changeAsync(this.#handle, expected, timeoutMs, wait),
      options,
    );
  }
}
