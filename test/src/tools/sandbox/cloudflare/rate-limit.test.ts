import { afterEach, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "../../../../support/sandbox.ts";

let sandbox: TestSandbox;
afterEach(() => sandbox.close());

test("every answer has the policy and the remaining calls", async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });

  const answer = await sandbox.cloudflare("GET", "/zones");

  expect(answer.headers.get("Ratelimit")).toBe('"default";r=1199;t=300');
  expect(answer.headers.get("Ratelimit-Policy")).toBe('"default";q=1200;w=300');
  expect(answer.headers.get("Retry-After")).toBeNull();
});

test("beyond the limit every call is refused for a whole window, then calls succeed again", async () => {
  sandbox = await startTestSandbox({ timeScale: 0, rateLimit: { calls: 2, seconds: 60 } });
  await sandbox.cloudflare("GET", "/zones");
  await sandbox.cloudflare("GET", "/zones");
  await sandbox.advance(30);

  const refused = await sandbox.cloudflare("GET", "/zones");
  await sandbox.advance(40);
  const stillRefused = await sandbox.cloudflare("GET", "/zones");
  await sandbox.advance(20);
  const served = await sandbox.cloudflare("GET", "/zones");

  expect(refused.status).toBe(429);
  expect(refused.body).toMatchObject({ success: false, errors: [{ code: 971 }] });
  expect(refused.headers.get("Retry-After")).toBe("60");
  expect(refused.headers.get("Ratelimit")).toBe('"default";r=0;t=60');
  expect(stillRefused.headers.get("Retry-After")).toBe("20");
  expect(served.status).toBe(200);
});

test("if the clock runs fast, Retry-After is in the caller's seconds", async () => {
  sandbox = await startTestSandbox({ rateLimit: { calls: 1, seconds: 3000 }, timeScale: 10 });
  await sandbox.cloudflare("GET", "/zones");

  const refused = await sandbox.cloudflare("GET", "/zones");

  expect(refused.headers.get("Retry-After")).toBe("300");
});

test("each credential has a limit of its own", async () => {
  sandbox = await startTestSandbox({ timeScale: 0, rateLimit: { calls: 1, seconds: 60 } });
  const { email, apiKey } = sandbox.ready.credentials.cloudflare;
  await sandbox.cloudflare("GET", "/zones");

  const byToken = await sandbox.cloudflare("GET", "/zones");
  const byKey = await sandbox.cloudflare("GET", "/zones", undefined, { "X-Auth-Email": email, "X-Auth-Key": apiKey });

  expect([byToken.status, byKey.status]).toEqual([429, 200]);
});
