import type { SharedHandle, SharedState } from "../protocol/frames";
import type { SharedContents, SharedDeclaration } from "../protocol/workload";
import type { Recorder } from "../recorder";
import { Broker } from "./broker";
import type { RunMemory } from "./run-memory";

/** What a run's tasks share: in the run's memory, or kept by the parent where there is none. */
export class RunShared {
  readonly handles: readonly SharedHandle[];
  readonly broker: Broker;
  readonly #memory: RunMemory;
  readonly #recorder: Recorder;

  constructor(declarations: Readonly<Record<string, SharedDeclaration>>, memory: RunMemory, recorder: Recorder) {
    this.#memory = memory;
    this.#recorder = recorder;
    this.handles = Object.entries(declarations).map(([name, declaration], index) => {
      const lane = declaration.kind === "array" ? -1 - index : addLane(recorder, name, declaration);
      return memory.place({ name, declaration, lane });
    });
    this.broker = new Broker(this.handles.filter(({ place }) => place === null));
  }

  /** All of it as it is now; arrays are copied. */
  state(): SharedState {
    return { values: this.#values(), arrays: { ...this.broker.arrays(), ...this.#memory.arrays() } };
  }

  /** Writes arrays, from their first number on. */
  write(contents: SharedContents): void {
    for (const [name, numbers] of Object.entries(contents)) {
      if (!this.#memory.write(name, numbers)) this.broker.write(name, numbers);
    }
  }

  /** Shows values on their lanes as they are: what a worker wrote last may have gone with it, untold. */
  tellValues(): void {
    const values = this.#values();
    for (const { name, lane } of this.handles) {
      const value = values[name];
      if (value !== undefined) this.#recorder.parent.valueUpdate(lane, value);
    }
  }

  #values(): Readonly<Record<string, number>> {
    return { ...this.broker.values(), ...this.#memory.values() };
  }
}

function addLane(recorder: Recorder, name: string, declaration: Exclude<SharedDeclaration, { kind: "array" }>): number {
  const valueType = declaration.kind === "value" ? declaration.type : "";
  return recorder.addLane({ kind: declaration.kind, name, valueType });
}
