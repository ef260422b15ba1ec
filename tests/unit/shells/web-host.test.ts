import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request as openRequest } from "node:http";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startWebHost, type WebHost } from "../../../src/server/web-host";
import { maxClientTextBytes, socketPath } from "../../../src/shared/contract/web-wire";
import { openedFileId } from "../../contract/shells/expectations";
import { createFakeService, type FakeService } from "../../contract/shells/fake-service";
import { type Visitor, visit } from "../../contract/shells/web-client";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
let service: FakeService;
let host: WebHost;
let visitor: Visitor;
let port: number;
let token: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lanescope-renderer-"));
  writeFileSync(join(folder, "secret.txt"), "outside");
  mkdirSync(join(folder, "renderer/assets"), { recursive: true });
  writeFileSync(join(folder, "renderer/index.html"), "<!doctype html><title>Lanescope</title>");
  writeFileSync(join(folder, "renderer/assets/index.js"), "export {};");
});

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  service = createFakeService();
  host = await startWebHost({ service, rendererFolder: join(folder, "renderer"), port: 0, log });
  visitor = await visit(host);
  port = Number(new URL(host.url).port);
  token = new URL(host.url).searchParams.get("token") ?? "";
});

afterEach(() => host.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

/** Asks with full control over headers, unlike `fetch`. */
function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = openRequest({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

function upload(name: string, body: Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(`/upload?name=${encodeURIComponent(name)}`, {
    method: "PUT",
    headers: { ...visitor, "content-length": String(body.byteLength), ...headers },
    body,
  });
}

/** Opens a socket. @returns What became of it: `open`, or the status of the refusal. */
function openSocket(headers: Record<string, string>, path = socketPath): Promise<"open" | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on("open", () => {
      socket.terminate();
      resolve("open");
    });
    socket.on("unexpected-response", (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on("error", () => undefined);
  });
}

describe("the address", () => {
  it("listens on the loopback interface only, with a new token at every start", async () => {
    expect(new URL(host.url).hostname).toBe("127.0.0.1");
    expect(token).toMatch(/^[\w-]{43}$/);
    const other = await startWebHost({ service, rendererFolder: join(folder, "renderer"), port: 0, log });
    expect(new URL(other.url).searchParams.get("token")).not.toBe(token);
    await other.close();
  });

  it("gives the page and a cookie that scripts and other sites cannot use", async () => {
    const answer = await ask(`/?token=${token}`);
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining("<title>Lanescope</title>") });
    expect(answer.headers["set-cookie"]).toEqual([expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Strict$/)]);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it("serves everything below it to whoever has the cookie", async () => {
    expect(await ask("/", { headers: { cookie: visitor.cookie } })).toMatchObject({ status: 200 });
    expect(await ask("/assets/index.js", { headers: { cookie: visitor.cookie } })).toMatchObject({
      status: 200,
      headers: { "content-type": "text/javascript" },
    });
  });

  it.each([
    ["no token", "/", {}],
    ["a wrong token", "/?token=AAAA", {}],
    ["a token of the right length that is wrong", `/?token=${"A".repeat(43)}`, {}],
    ["a wrong token beside the cookie", "/?token=AAAA", { withCookie: true }],
    ["the token at another path", "/assets/index.js?token=TOKEN", {}],
    ["no cookie", "/assets/index.js", {}],
  ])("refuses %s and says what to do", async (_what, path, { withCookie }: { withCookie?: boolean }) => {
    const headers = withCookie === true ? { cookie: visitor.cookie } : {};
    const answer = await ask(path.replace("TOKEN", token), { headers });
    expect(answer).toMatchObject({ status: 401, body: expect.stringContaining("Open the whole address") });
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });
});

describe("where a request comes from", () => {
  it.each(["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example:7000", "10.0.0.1"])(
    "refuses the host %j, as after DNS rebinding",
    async (name) => {
      const headers = { host: name, cookie: visitor.cookie };
      expect(await ask(`/?token=${token}`, { headers })).toMatchObject({ status: 403 });
    },
  );

  it.each(["127.0.0.1", "localhost", "[::1]"])("takes the host %s with any port, as through a tunnel", async (name) => {
    expect(await ask(`/?token=${token}`, { headers: { host: `${name}:9000` } })).toMatchObject({ status: 200 });
  });

  it.each(["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT", "http://localhost:PORT"])(
    "refuses the origin %s for pages, sockets and uploads",
    async (name) => {
      const origin = name.replace("PORT", String(port));
      const headers = { cookie: visitor.cookie, origin };
      expect(await ask("/", { headers })).toMatchObject({ status: 403 });
      expect(await openSocket(headers)).toBe(403);
      expect(await upload("a.csv", Buffer.from("a"), { origin })).toMatchObject({ status: 403 });
      expect(service.open.size).toBe(0);
      expect(service.uploads.size).toBe(0);
    },
  );

  it("refuses sockets and uploads without an origin or without the cookie", async () => {
    expect(await openSocket({ cookie: visitor.cookie })).toBe(403);
    expect(await openSocket({ origin: visitor.origin })).toBe(401);
    expect(await openSocket({ origin: visitor.origin }, `${socketPath}?token=${token}`)).toBe(401);
    const path = "/upload?name=a.csv";
    const put = { method: "PUT", body: Buffer.from("a") };
    expect(await ask(path, { ...put, headers: { cookie: visitor.cookie } })).toMatchObject({ status: 403 });
    expect(await ask(path, { ...put, headers: { origin: visitor.origin } })).toMatchObject({ status: 401 });
  });

  it("opens a socket for its own page, and at no other path", async () => {
    expect(await openSocket({ ...visitor })).toBe("open");
    expect(await openSocket({ ...visitor }, "/other")).toBe(400);
  });
});

describe("what is served", () => {
  it("gives bytes of an opened file to whoever has the cookie, and says in an outcome why not", async () => {
    const path = `/opened-file?id=${encodeURIComponent(openedFileId)}`;
    const headers = { cookie: visitor.cookie };
    const part = await ask(`${path}&from=40&to=44`, { headers });
    expect(part).toMatchObject({ status: 200, headers: { "content-length": "4", "cache-control": "no-store" } });
    expect(await ask("/opened-file?id=other&from=0&to=1", { headers })).toMatchObject({
      status: 404,
      body: expect.stringContaining('"code":"dataset-unknown"'),
    });
    expect(await ask(`${path}&from=0&to=1`)).toMatchObject({ status: 401 });
    const origin = "http://evil.example";
    expect(await ask(`${path}&from=0&to=1`, { headers: { ...headers, origin } })).toMatchObject({ status: 403 });
  });

  it.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2e%2e%2fsecret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/assets/%00",
    "/%",
    "/etc/passwd",
    "//etc/passwd",
    "/package.json",
  ])("gives nothing at %s", async (path) => {
    const answer = await ask(path, { headers: { cookie: visitor.cookie } });
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain("outside");
  });

  it("answers an address that is none without falling over", async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connectTcp(port, "127.0.0.1", () => socket.end("GET // HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
      let text = "";
      socket.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      socket.on("close", () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("sends the policy and the other security headers with every answer", async () => {
    for (const answer of [
      await ask(`/?token=${token}`),
      await ask("/"),
      await ask("/none", { headers: { ...visitor } }),
    ]) {
      const policy = String(answer.headers["content-security-policy"]);
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
      expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${port}`);
      expect(policy).not.toContain("unsafe");
      expect(answer.headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
      });
    }
  });

  it("puts no foreign host into the policy", async () => {
    const answer = await ask("/", { headers: { host: "evil.example; script-src *" } });
    expect(answer.headers["content-security-policy"]).not.toContain("evil");
  });

  it.each(["POST", "DELETE", "PUT"])("refuses the method %s", async (method) => {
    expect(await ask("/", { method, headers: { ...visitor } })).toMatchObject({ status: 405 });
  });
});

describe("sockets", () => {
  function open(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${socketPath}`, { headers: { ...visitor } });
      socket.on("open", () => resolve(socket));
      socket.on("error", reject);
    });
  }

  it.each([
    ["no JSON", "hello"],
    ["another shape", '{"request":1}'],
    ["a name too long", JSON.stringify(["request", 1, "x".repeat(101), {}])],
    ["a number that is none", JSON.stringify(["request", -1, "app.info", {}])],
    ["binary data", Buffer.from("[]")],
  ])("closes a connection that sends %s", async (_what, data) => {
    const socket = await open();
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    socket.send(data);
    expect(await closed).toBe(1008);
    await expect.poll(() => service.open.size).toBe(0);
  });

  it("closes a connection that sends more than a megabyte at once", async () => {
    const socket = await open();
    socket.on("error", () => undefined);
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    socket.send("x".repeat(maxClientTextBytes + 1));
    expect(await closed).toBe(1009);
  });

  it("tells open views when the host ends", async () => {
    const socket = await open();
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    await host.close();
    expect(await closed).toBe(1001);
  });
});

describe("uploads", () => {
  it("arrive whole and give a dataset", async () => {
    const body = Buffer.alloc(3_000_000, "a,b\n1,2\n");
    const answer = await upload("größe.csv", body);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: true, value: { name: "größe.csv" } });
    expect(service.uploads.get("größe.csv")?.equals(body)).toBe(true);
  });

  it("need a length", async () => {
    const answer = await ask("/upload?name=a.csv", {
      method: "PUT",
      headers: { ...visitor, "transfer-encoding": "chunked" },
      body: Buffer.from("a"),
    });
    expect(answer.status).toBe(411);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, fault: { code: "bad-request" } });
  });

  it.each(["", "a/b.csv", "..\\b.csv", "a\0b", "x".repeat(256)])("refuse the name %j", async (name) => {
    expect(await upload(name, Buffer.from("a"))).toMatchObject({ status: 400 });
    expect(service.uploads.size).toBe(0);
  });

  it("carry the service's refusals as outcomes", async () => {
    service.failWrites({ code: "disk-full", message: "No space is left." });
    const answer = await upload("a.csv", Buffer.alloc(5_000_000));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toEqual({ ok: false, fault: { code: "disk-full", message: "No space is left." } });
    expect(service.abortedUploads).toEqual(["a.csv"]);
  });

  it("wait for the disk instead of filling the memory", async () => {
    const release = service.holdWrites();
    const answer = upload("a.csv", Buffer.alloc(50_000_000));
    await expect.poll(() => service.receivedBytes).toBeGreaterThan(0);
    expect(service.receivedBytes).toBeLessThan(1_000_000);
    release();
    expect(await answer).toMatchObject({ status: 200 });
    expect(service.receivedBytes).toBe(50_000_000);
  });

  it("are deleted when the sender goes away", async () => {
    const request = openRequest({
      host: "127.0.0.1",
      port,
      path: "/upload?name=a.csv",
      method: "PUT",
      headers: { ...visitor, "content-length": "1000000" },
    });
    request.on("error", () => undefined);
    request.write(Buffer.alloc(1000));
    await expect.poll(() => service.receivedBytes).toBe(1000);
    request.destroy();
    await expect.poll(() => service.abortedUploads).toEqual(["a.csv"]);
    expect(service.uploads.size).toBe(0);
  });
});
