/** The channels between Electron's main process and the preload; nothing else passes. */
export const ipcChannels = {
  /** View to main: the page is new; opens its connection. Answered by `trace-port`. */
  connect: "lanescope:connect",
  /** Main to view: one port, on which trace messages arrive and acknowledgements go back. */
  tracePort: "lanescope:trace-port",
  /** View to main, answered: name and input of a request of the contract. */
  request: "lanescope:request",
  /** Main to view: a service event. */
  event: "lanescope:event",
  /** Main to view: paths of files that the user opened outside the page. */
  openPaths: "lanescope:open-paths",
  /** View to main, answered: name and text of a file to save. */
  saveFile: "lanescope:save-file",
  /** View to main, answered: name of something new, whose place the user is asked for. */
  chooseNewPath: "lanescope:choose-new-path",
  /** View to main: path of a saved file to show. */
  showSavedFile: "lanescope:show-saved-file",
  /** View to main: progress for the taskbar, 0..1 or null. */
  progress: "lanescope:progress",
} as const;
