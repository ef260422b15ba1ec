import assert from "node:assert/strict";

/** The library under test: tests in Electron load it there. */
export type Library = typeof import("lanescope");

/** What workers are started as. */
export type RunnerName = "Process" | "Thread";

interface Reply {
  readonly id: number;
  readonly type: "started" | "done" | "failed";
  readonly value?: unknown;
  readonly code?: string;
  readonly message?: string;
}

/** What a member was told to do. */
export interface Call<Value> extends Promise<Value> {
  /** Settles when it has begun: what it asked the main process for first has arrived. */
  readonly started: Promise<void>;
}

/** A thing to test, on every backend, in processes and threads, in Node and in Electron. */
export interface PrimitiveCase {
  readonly name: string;
  run(kit: Kit): Promise<void>;
}

type Tasks = typeof import("./member.tasks.mjs")["tasks"];

/** A worker that does what the test tells it. */
export class Member {
  readonly runner: InstanceType<Library["Process"]>;
  readonly #orders: InstanceType<Library["Queue"]>;
  readonly #replies: InstanceType<Library["Queue"]>;
  readonly #calls = new Map<number, { started(): void; settle(reply: Reply): void }>();
  #ids = 0;

  constructor(library: Library, runner: RunnerName, tasks: Tasks) {
    this.#orders = new library.Queue();
    this.#replies = new library.Queue();
    this.runner = new library[runner](tasks.serve, [this.#orders, this.#replies] as never, { daemon: true });
    this.runner.start();
    void this.#read();
  }

  /** Calls a method of a handle there. */
  // biome-ignore lint/suspicious/noExplicitAny: the test knows what the method returns.
  call<Value = any>(target: object, method: string, ...parameters: unknown[]): Call<Value> {
    return this.#order({ target, method, parameters });
  }

  /** Calls what `member.tasks.mjs` has under that name. */
  // biome-ignore lint/suspicious/noExplicitAny: likewise.
  do<Value = any>(method: string, ...parameters: unknown[]): Call<Value> {
    return this.#order({ target: null, method, parameters });
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    this.runner.kill();
    await this.runner.sentinel;
  }

  /** Lets its body return. */
  async end(): Promise<void> {
    await this.#orders.put(null);
    await this.runner.sentinel;
  }

  #order<Value>(order: { target: object | null; method: string; parameters: unknown[] }): Call<Value> {
    const id = ++this.#ids;
    let start!: () => void;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const result = new Promise<Value>((resolve, reject) => {
      this.#calls.set(id, {
        started: start,
        settle: ({ type, value, code, message }) => {
          if (type === "done") resolve(value as Value);
          else reject(Object.assign(new Error(message), { code }));
        },
      });
    });
    // Some calls are never answered: their member is killed.
    result.catch(() => undefined);
    void this.#orders.put({ id, ...order });
    return Object.assign(result, { started });
  }

  async #read(): Promise<void> {
    for (;;) {
      let reply: Reply;
      try {
        reply = (await this.#replies.get()) as Reply;
      } catch {
        // The member is gone, as the test wanted.
        return;
      }
      const call = this.#calls.get(reply.id);
      if (reply.type === "started") call?.started();
      else {
        call?.settle(reply);
        this.#calls.delete(reply.id);
      }
    }
  }
}

/** What a case works with. */
export class Kit {
  readonly library: Library;
  readonly runner: RunnerName;
  readonly #tasks: Tasks;
  #members: Member[] = [];

  constructor(library: Library, runner: RunnerName, tasks: Tasks) {
    this.library = library;
    this.runner = runner;
    this.#tasks = tasks;
  }

  /** So many members that live; they are used by one case after the other. */
  readonly members = (count: number): [Member, Member, Member] => {
    this.#members = this.#members.filter(({ runner }) => runner.isAlive);
    while (this.#members.length < count) this.#members.push(this.spawn());
    return this.#members.slice(0, count) as [Member, Member, Member];
  };

  /** A member of the case's own. */
  readonly spawn = (): Member => new Member(this.library, this.runner, this.#tasks);

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.kill()));
  }
}

/** Passes where the promise is rejected with that code. */
export async function rejects(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, (error: { code?: string; message?: string }) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

/** Passes where the function throws that code. */
export function throws(body: () => unknown, code: string): void {
  assert.throws(body, (error: { code?: string; message?: string }) => {
    assert.equal(error.code, code, error.message);
    return true;
  });
}

/** Settles when the condition is true. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 1));
}
