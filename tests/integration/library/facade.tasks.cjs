const library = require("lanescope");

exports.tasks = library.defineTasks(__filename, {
  /** What this worker has of the library, and which files that made it load. */
  look: () => ({
    names: Object.keys(library).sort(),
    isMainProcess: library.isMainProcess,
    files: Object.keys(require.cache),
  }),
});
