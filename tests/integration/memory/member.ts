import type { Order } from "./worker-entry";

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** A process of `worker-entry.ts` as its parent sees it. */
export class Member {
  readonly #post: (order: Order) => void;
  readonly #answers: Answer[] = [];
  readonly #asked: ((answer: Answer) => void)[] = [];
  readonly #kill: () => void;
  /** Settles when the end of the process was observed. */
  readonly ended: Promise<void>;
  #pid = 0;

  constructor(options: {
    post: (order: Order) => void;
    listen: (listener: (answer: Answer) => void) => void;
    kill: () => void;
    ended: Promise<void>;
  }) {
    this.#post = options.post;
    this.#kill = options.kill;
    this.ended = options.ended;
    options.listen((answer) => {
      const asked = this.#asked.shift();
      if (asked === undefined) this.#answers.push(answer);
      else asked(answer);
    });
  }

  /** Of the process, once it has opened an arena. */
  get pid(): number {
    return this.#pid;
  }

  /** @returns What the process makes of the order. */
  async ask(order: Order): Promise<unknown> {
    const answer = this.#next();
    this.#post(order);
    const value = await answer;
    if (order.do === "open") this.#pid = value as number;
    return value;
  }

  /** Settles when the process can take orders. */
  async ready(): Promise<void> {
    await this.#next();
  }

  /** Ends it by SIGKILL. */
  async kill(): Promise<void> {
    this.#kill();
    await this.ended;
  }

  async #next(): Promise<unknown> {
    const answer = this.#answers.shift() ?? (await new Promise<Answer>((resolve) => this.#asked.push(resolve)));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }
}

/** Starts a process of `worker-entry.ts`. */
export type StartMember = () => Member;
