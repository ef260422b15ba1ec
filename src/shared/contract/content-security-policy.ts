/**
 * The policy that both shells send with the renderer: nothing from elsewhere, no inline script, no eval.
 *
 * @param connections What may be connected to besides the page's own origin, such as `ws://127.0.0.1:7000`: not every
 *   browser counts a WebSocket as 'self'.
 */
export function contentSecurityPolicy(connections: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...connections].join(" "),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
