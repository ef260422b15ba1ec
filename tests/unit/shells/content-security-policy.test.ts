import { expect, it } from "vitest";
import { contentSecurityPolicy } from "../../../src/shared/contract/content-security-policy";

it("allows no inline script or style, no eval and nothing from elsewhere", () => {
  expect(contentSecurityPolicy()).not.toMatch(/unsafe|sha256|\*|https?:/);
});

it("allows the connections that a shell names", () => {
  expect(contentSecurityPolicy(["ws://127.0.0.1:7000"])).toContain("connect-src 'self' ws://127.0.0.1:7000;");
});
