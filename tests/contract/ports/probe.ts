import type { WorkerEvents, WorkerHandle, WorkerPort } from "../../../src/engine/ports/worker-port";
import type { Exit } from "../../../src/shared/fault";
import { type Command, hostFrame, type Reply, replyOf } from "./test-frames";

/** Scripts under test; `missing` does not exist. */
export type ScriptName = "worker" | "late" | "brief" | "throwing" | "nested" | "missing";

/** What a case needs to know of the adapter under test. */
export interface Stage {
  readonly port: WorkerPort;
  /** Whose process id a worker's handle shows: its own, the parent's, or nobody's. */
  readonly pid: "own" | "parent" | "none";
  /** @returns Absolute path. */
  script(name: ScriptName): string;
}

let generations = 0;

/** A worker and everything that its port reported. */
export class Probe implements WorkerEvents {
  readonly generation: number;
  readonly handle: WorkerHandle;
  readonly replies: Reply[] = [];
  readonly exits: Exit[] = [];
  /** Reports that came after the exit, in words. */
  readonly late: string[] = [];
  readonly printed = { stdout: "", stderr: "" };
  #wake: () => void = () => undefined;

  constructor(stage: Stage, script: ScriptName = "worker") {
    generations += 1;
    this.generation = generations;
    this.handle = stage.port.start(
      { script: stage.script(script), name: `worker ${this.generation}`, generation: this.generation },
      this,
    );
  }

  onFrame: WorkerEvents["onFrame"] = (frame) => {
    this.#note(`frame ${frame.type}`);
    this.replies.push(replyOf(frame));
    this.#wake();
  };

  onOutput: WorkerEvents["onOutput"] = (stream, text) => {
    this.#note(`output ${text.slice(0, 80)}`);
    this.printed[stream] += text;
    this.#wake();
  };

  onExit: WorkerEvents["onExit"] = (exit) => {
    this.#note(`exit ${JSON.stringify(exit)}`);
    this.exits.push(exit);
    this.#wake();
  };

  post(command: Command): void {
    this.handle.post(hostFrame(command, this.generation));
  }

  /** Frames of one type so far. */
  of<Type extends Reply["type"]>(type: Type): Extract<Reply, { type: Type }>[] {
    return this.replies.filter((reply): reply is Extract<Reply, { type: Type }> => reply.type === type);
  }

  /** Waits for the first frame of a type. */
  async first<Type extends Reply["type"]>(type: Type): Promise<Extract<Reply, { type: Type }>> {
    await this.until(() => this.of(type).length > 0);
    return this.of(type)[0]!;
  }

  /**
   * Waits for a condition; looks again with everything that is reported.
   *
   * @throws {Error} When the worker ends before it holds.
   */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.exits.length > 0) throw new Error(`the worker ended too early: ${this.#summary()}`);
      await this.#next();
    }
  }

  /** Waits for the worker's end. */
  async ended(): Promise<Exit> {
    while (this.exits.length === 0) await this.#next();
    return this.exits[0]!;
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #note(what: string): void {
    if (this.exits.length > 0) this.late.push(what);
  }

  #summary(): string {
    const types = this.replies.map(({ type }) => type).slice(-10);
    return JSON.stringify({ exits: this.exits, types, printed: this.printed.stderr.slice(-2_000) });
  }
}
