/** Runs once what changed now has been drawn. */
export function afterNextFrame(run: () => void): void {
  requestAnimationFrame(() => {
    // Behind the frame's other callbacks, and its painting.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      run();
    };
    port2.postMessage(null);
  });
}
