/** A plain utility process that sends back what it gets. */

process.parentPort.on("message", ({ data }) => process.parentPort.postMessage(data));
process.parentPort.postMessage("ready");
