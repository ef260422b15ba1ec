import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";
import type { OwnKeys } from "../commands/keys";

interface KeyState {
  readonly own: OwnKeys;
}

/** The keys that the user chose, remembered on this computer. */
export const useKeyStore = create<KeyState>()(
  persist((): KeyState => ({ own: {} }), {
    name: "lanescope.keys",
    storage: createJSONStorage(() => localStorage),
  }),
);
