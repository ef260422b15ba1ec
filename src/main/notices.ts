/** What the user should know about Chromium's sandbox. @param off Whether `--no-sandbox` was given. */
export function sandboxNotices(off: boolean, isRoot: boolean): readonly string[] {
  if (!off) return [];
  return [
    isRoot
      ? "Started as root: Chromium's sandbox is off (--no-sandbox). Start Lanescope as an ordinary user to have it."
      : "Chromium's sandbox is off (--no-sandbox). Start Lanescope without that option to have it.",
  ];
}
