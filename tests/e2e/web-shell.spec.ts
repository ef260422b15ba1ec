import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "./fixtures/lanescope";

// What only the web host does. The other specs run in both shells.
// What is refused is told in the console.
test.use({ expectedProblems: /40[13]|CORS policy|ERR_FAILED/ });

test("the host answers nobody who has not opened the printed address", async ({ page }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  const context = await page.context().browser()?.newContext();
  if (context === undefined) throw new Error("the page has no browser");
  const stranger = await context.newPage();
  const answer = await stranger.goto(page.url());
  expect(answer?.status()).toBe(401);
  await expect(stranger.locator("body")).toContainText("Open the whole address that Lanescope printed");
  await context.close();
});

test("the address bar keeps no token", async ({ page }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  expect(page.url()).not.toContain("token");
});

test("a page of another origin gets no answer, though the browser has the cookie", async ({ page }) => {
  await expect(page.getByTestId("drop-target")).toBeVisible();
  const host = new URL(page.url()).host;
  // Another port of this computer: the browser sends the cookie along, since to it that is the same site.
  const stranger = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html").end("<title>elsewhere</title>");
  });
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
  const seen = await page.evaluate(
    async (address) => ({
      fetched: await fetch(`http://${address}/`, { credentials: "include" }).then(
        () => "answered",
        (error: Error) => error.name,
      ),
      socket: await new Promise((resolve) => {
        const socket = new WebSocket(`ws://${address}/socket`);
        socket.onopen = () => resolve("open");
        socket.onerror = () => resolve("refused");
      }),
    }),
    host,
  );
  expect(seen).toEqual({ fetched: "TypeError", socket: "refused" });
  stranger.closeAllConnections();
  stranger.close();
});
