/** A plain forked process that sends back what it gets: numbers as they are, arrays item by item. */

process.on("message", (message) => {
  process.send?.(Array.isArray(message) ? message.map((item) => item) : message);
});
process.send?.("ready");
