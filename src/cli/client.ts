import type { Service, ServiceConnection, ViewPort } from "../engine/service/types";
import type { RequestInput, RequestName, RequestOutput } from "../shared/contract/requests";
import { FaultError } from "../shared/fault";

/** Asks the service of this process. */
export class Client {
  readonly #connection: ServiceConnection;

  constructor(service: Service, view: ViewPort) {
    this.#connection = service.connect(view);
  }

  /** @throws {FaultError} What the service answers when it cannot. */
  async ask<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>> {
    const outcome = await this.#connection.request(name, input);
    if (!outcome.ok) throw new FaultError(outcome.fault);
    // Handlers are typed by the same contract, and nothing lies between: parsing a million rows again would only cost.
    return outcome.value as RequestOutput<Name>;
  }

  /** @param offset The byte behind the last one of the trace that was taken in. */
  acknowledge(runId: string, offset: number): void {
    this.#connection.acknowledgeTrace({ runId, offset });
  }
}

/** A view that looks at nothing: for requests alone. */
export const blindView: ViewPort = { event: () => undefined, trace: () => undefined };
