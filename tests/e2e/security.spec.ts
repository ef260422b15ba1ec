import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./fixtures/lanescope";

// What is refused is told in the console.
test.use({ expectedProblems: /Content Security Policy|ERR_BLOCKED_BY_CSP|Failed to load/ });

test("the page reaches no other address than its own", async ({ page }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  const reached: (string | undefined)[] = [];
  const stranger = createServer((request, response) => {
    reached.push(request.url);
    response.setHeader("Access-Control-Allow-Origin", "*").end("reached");
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
  // It can be reached; only not from the page.
  await fetch(`${address}/from-the-test`);

  const refused = await page.evaluate(async (url) => {
    const violations: string[] = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
      violations.push(`${effectiveDirective} ${new URL(blockedURI).pathname}`);
    });
    const add = <Name extends keyof HTMLElementTagNameMap>(
      name: Name,
      properties: Partial<HTMLElementTagNameMap[Name]>,
    ): void => {
      document.body.append(Object.assign(document.createElement(name), properties));
    };
    const attempts: (() => unknown)[] = [
      () => fetch(`${url}/fetch`).catch(() => undefined),
      () => navigator.sendBeacon(`${url}/beacon`),
      () => new WebSocket(`${url.replace("http", "ws")}/socket`),
      () => add("img", { src: `${url}/image` }),
      () => add("script", { src: `${url}/script` }),
      () => add("link", { rel: "stylesheet", href: `${url}/style` }),
      () => add("iframe", { src: `${url}/frame` }),
      () => new Worker(`${url}/worker`),
    ];
    for (const attempt of attempts) {
      try {
        await attempt();
      } catch {
        // Refused at once; that it was is told by the server that nobody reached.
      }
    }
    while (violations.length < attempts.length - 1) await new Promise((resolve) => setTimeout(resolve, 10));
    return violations.sort();
  }, address);

  expect(refused).toEqual(
    expect.arrayContaining([
      "connect-src /beacon",
      "connect-src /fetch",
      "connect-src /socket",
      // Of a frame, only the origin is told.
      "frame-src /",
      "img-src /image",
      "script-src-elem /script",
      "style-src-elem /style",
    ]),
  );
  expect(reached).toEqual(["/from-the-test"]);
  stranger.close();
});

test("the page runs no code that came as text", async ({ page }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  const outcome = await page.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
      directives.push(effectiveDirective),
    );
    const script = document.createElement("script");
    script.textContent = "window.ran = 'inline script'";
    document.body.append(script);
    const button = document.createElement("button");
    button.setAttribute("onclick", "window.ran = 'handler'");
    document.body.append(button);
    button.click();
    // In a task of its own: what Playwright evaluates itself may evaluate.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(new Function("return 'evaluated'")());
        } catch (error) {
          resolve((error as Error).name);
        }
      });
    });
    while (directives.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    return { directives: directives.sort(), evaluated, ran: "ran" in window };
  });
  expect(outcome).toEqual({
    directives: ["script-src", "script-src-attr", "script-src-elem"],
    evaluated: "EvalError",
    ran: false,
  });
});

test("what is asked past the page's own code is parsed and refused, and the app goes on", async ({ page, shell }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  if (shell === "electron") {
    const outcomes = await page.evaluate(async () => {
      const { lanescope } = window as unknown as {
        lanescope: { request(name: unknown, input: unknown): Promise<{ ok: boolean; fault?: { code: string } }> };
      };
      const asked: [unknown, unknown][] = [
        ["no.such", {}],
        ["constructor", {}],
        [null, null],
        ["runs.start", { workload: 1 }],
        ["datasets.open", { path: "" }],
        ["datasets.open", { path: "x".repeat(40_000) }],
      ];
      return Promise.all(asked.map(async ([name, input]) => (await lanescope.request(name, input)).fault?.code));
    });
    expect(outcomes).toEqual(Array.from({ length: 6 }, () => "bad-request"));
  } else {
    const closed = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/socket`);
          socket.onopen = () => socket.send("no message of Lanescope");
          socket.onclose = ({ code }) => resolve(code);
        }),
    );
    expect(closed).toBe(1008);
  }
  await page.getByTestId("theme-toggle").click();
  await expect(page.getByTestId("drop-target")).toBeVisible();
});
