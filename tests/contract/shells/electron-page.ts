/** The page of the test app: runs a case of the suite over the real preload's bridge. */
import type { PreloadBridge } from "../../../src/shared/contract/bridge";
import { bridgeCases } from "./bridge-cases";

export interface TestPage {
  readonly lanescope: PreloadBridge;
  /** @throws {Error} When the case fails. */
  runBridgeCase(name: string): Promise<void>;
}

const page = window as unknown as { -readonly [Name in keyof TestPage]: TestPage[Name] };

page.runBridgeCase = async (name) => {
  const found = bridgeCases.find((bridgeCase) => bridgeCase.name === name);
  if (found === undefined) throw new Error(`no case "${name}"`);
  await found.run(page.lanescope);
};
