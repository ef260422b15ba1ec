/** What `import … from "lanescope"` gives: all that a workload of one's own needs. */
export * from "./worker";
