/** Milliseconds that a notice stays. */
const shownMs = 4_000;

/** One short text over the lanes at a time, gone by itself. */
export class Notice {
  readonly #element: HTMLElement;
  readonly #window: Window;
  #timer = 0;
  #untold = "";

  constructor(element: HTMLElement, window: Window) {
    this.#element = element;
    this.#window = window;
  }

  tell(text: string): void {
    this.#element.textContent = text;
    this.#untold = text;
    this.#window.clearTimeout(this.#timer);
    this.#timer = this.#window.setTimeout(() => {
      this.#element.textContent = "";
    }, shownMs);
  }

  /** What was told since the last call, for a screen reader; empty for nothing. */
  take(): string {
    const text = this.#untold;
    this.#untold = "";
    return text;
  }

  destroy(): void {
    this.#window.clearTimeout(this.#timer);
  }
}
