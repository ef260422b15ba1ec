import { create } from "zustand";
import { createJSONStorage, persist } from "zustand/middleware";

const themeChoices = ["system", "light", "dark"] as const;
export type ThemeChoice = (typeof themeChoices)[number];
export type ThemeName = "dark" | "light";

interface ThemeState {
  readonly choice: ThemeChoice;
  /** What the system wants. */
  readonly system: ThemeName;
}

/** The theme, remembered on this computer. */
export const useThemeStore = create<ThemeState>()(
  persist<ThemeState, [], [], Pick<ThemeState, "choice">>(() => ({ choice: "system", system: "dark" }), {
    name: "lanescope.theme",
    storage: createJSONStorage(() => localStorage),
    partialize: ({ choice }) => ({ choice }),
  }),
);

/** The theme in force. */
export function themeName({ choice, system }: ThemeState): ThemeName {
  return choice === "system" ? system : choice;
}

/** Applies the theme to the document, now and whenever it changes. @returns Ends it. */
export function bindTheme(window: Window): () => void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const readSystem = (): void => {
    useThemeStore.setState({ system: dark.matches ? "dark" : "light" });
  };
  const apply = (): void => {
    window.document.documentElement.dataset.theme = themeName(useThemeStore.getState());
  };
  readSystem();
  apply();
  dark.addEventListener("change", readSystem);
  const unsubscribe = useThemeStore.subscribe(apply);
  return () => {
    dark.removeEventListener("change", readSystem);
    unsubscribe();
  };
}
