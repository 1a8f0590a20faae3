import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, startTestSandbox, type TestSandbox } from "../../../support/sandbox.ts";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

const fault = (body: object) => sandbox.callControl("POST", "/faults", body);
const create = (hostname = "app.customer.com") => sandbox.zone("POST", "/custom_hostnames", { hostname });

async function hostnames(): Promise<unknown[]> {
  const state = await sandbox.callControl("GET", "/state");
  const list = at(state, "cloudflare", "zones", 0, "custom_hostnames");
  return (Array.isArray(list) ? list : []).map(({ hostname }) => hostname);
}

describe("a fault that cannot apply to any call", () => {
  test.each([
    [
      { vendor: "cloudflare", method: "POST", route: "/custom_hostnames", status: 500 },
      /POST \/custom_hostnames is not a route of cloudflare/,
    ],
    [
      { vendor: "apifew", route: "/v2/app/licence", status: 500 },
      /\/v2\/app\/licence is not a route of apifew \(defined: .*\/v2\/app\/user/,
    ],
    [{ method: "BREW", status: 500 }, /BREW is not a route of any vendor/],
  ])("is refused: %j", async (body, expected) => {
    const answer = await fault(body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toMatch(expected);
    expect((await sandbox.callControl("GET", "/faults")).body).toEqual([]);
  });

  test("has neither a known pattern nor a known path", async () => {
    const { zoneId } = sandbox.ready.credentials.cloudflare;
    const routes = ["/zones/:zone/custom_hostnames", `/zones/${zoneId}/custom_hostnames`, undefined, "(unknown)"];
    for (const route of routes) {
      expect((await fault({ vendor: "cloudflare", route, status: 500 })).status).toBe(201);
    }
  });
});

describe("calls", () => {
  test("have vendor, method, route, path, query, status and whether something was written", async () => {
    const { zoneId } = sandbox.ready.credentials.cloudflare;
    await sandbox.zone("GET", "/custom_hostnames/fallback_origin?a=b");
    await sandbox.apifew("/v2/app/user", { USER_LOGIN: "first.customer@example.com" });
    await sandbox.apifew("/v2/app/user/create", { USER_LOGIN: "a@b.com" });
    await sandbox.provider("POST", "", { addon_id: "addon_1", plan: "basic" });
    await sandbox.cloudflare("GET", "/nothing/here");

    const calls = await sandbox.callControl("GET", "/calls");

    expect(calls.body).toMatchObject([
      {
        vendor: "cloudflare",
        method: "GET",
        route: "/zones/:zone/custom_hostnames/fallback_origin",
        path: `/zones/${zoneId}/custom_hostnames/fallback_origin`,
        query: { a: "b" },
        status: 404,
        write: false,
      },
      { vendor: "apifew", route: "/v2/app/user", status: 200, write: false },
      { vendor: "apifew", route: "/v2/app/user/create", status: 200, write: true },
      { vendor: "provider", route: "/clevercloud/resources", write: true },
      { vendor: "cloudflare", route: "(unknown)", status: 404 },
    ]);
  });

  test("can be filtered by vendor, kind and number", async () => {
    await create();
    await sandbox.zone("GET", "");
    await sandbox.apifew("/v2/app/licenses");

    expect((await sandbox.callControl("GET", "/calls?vendor=apifew")).body).toHaveLength(1);
    expect((await sandbox.callControl("GET", "/calls?write=true")).body).toMatchObject([{ method: "POST" }]);
    expect((await sandbox.callControl("GET", "/calls?since=2")).body).toMatchObject([{ vendor: "apifew" }]);
  });

  test("and state contain no credential", async () => {
    await create();
    await sandbox.apifew("/v2/app/licenses");
    await sandbox.provider("POST", "", { addon_id: "addon_1", plan: "basic" });
    const { cloudflare, apifew, clevercloud } = sandbox.ready.credentials;

    const calls = await sandbox.callControl("GET", "/calls");
    const state = await sandbox.callControl("GET", "/state");

    const text = JSON.stringify([calls.body, state.body]);
    const secrets = [cloudflare.apiToken, cloudflare.apiKey, apifew.key, clevercloud.password, clevercloud.ssoSalt];
    for (const secret of secrets) {
      expect(text).not.toContain(secret);
    }
  });
});

describe("faults", () => {
  test.each([
    ["cloudflare", () => sandbox.zone("GET", ""), { success: false, errors: [{ code: 1500 }] }],
    ["apifew", () => sandbox.apifew("/v2/app/licenses"), { data: null, error_msg: "ERROR_INJECTED_503" }],
    ["clevercloud", () => sandbox.clevercloud("GET", "/vendor/apps"), { type: "error" }],
    ["provider", () => sandbox.provider("DELETE", "/x"), { message: expect.any(String) }],
  ])("of a status come in the error shape of %s", async (vendor, call, shape) => {
    await fault({ vendor, status: 503 });

    const answer = await call();

    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject(shape);
  });

  test("apply to the calls of their route and method, as often as requested", async () => {
    const route = "/zones/:zone/custom_hostnames/:id";
    await fault({ vendor: "cloudflare", method: "delete", route, status: 500, times: 2 });

    const id = at(await create(), "result", "id");
    const statuses: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      statuses.push((await sandbox.zone("DELETE", `/custom_hostnames/${id}`)).status);
    }

    expect(statuses).toEqual([500, 500, 200]);
    expect((await sandbox.callControl("GET", "/faults")).body).toEqual([]);
  });

  test("can let calls pass before they apply", async () => {
    await fault({ vendor: "cloudflare", status: 500, skip: 1 });

    const statuses = [(await create("a.b.com")).status, (await create("c.d.com")).status];

    expect(statuses).toEqual([201, 500]);
  });

  test.each([
    ["before", false, []],
    ["after", true, ["app.customer.com"]],
  ])("%s the commit leave the vendor with %s", async (_, afterCommit, expected) => {
    await fault({ vendor: "cloudflare", status: 502, afterCommit });

    const answer = await create();

    expect(answer.status).toBe(502);
    expect(await hostnames()).toEqual(expected);
  });

  test.each([
    ["before", false, []],
    ["after", true, ["app.customer.com"]],
  ])("reset the connection %s the commit", async (_, afterCommit, expected) => {
    await fault({ vendor: "cloudflare", reset: true, afterCommit });

    await expect(create()).rejects.toThrow();

    expect(await hostnames()).toEqual(expected);
    expect((await sandbox.callControl("GET", "/calls")).body).toMatchObject([
      { status: null, fault: expect.stringContaining("reset") },
    ]);
  });

  test.each([
    ["before", false, []],
    ["after", true, ["app.customer.com"]],
  ])("truncate the JSON %s the commit", async (_, afterCommit, expected) => {
    await fault({ vendor: "cloudflare", malformed: true, afterCommit });

    const answer = await create();

    expect(answer.body).toEqual(expect.stringMatching(/^\{/));
    expect(await hostnames()).toEqual(expected);
  });

  test("of 429 carry Retry-After", async () => {
    await fault({ vendor: "cloudflare", status: 429, retryAfter: 7 });

    const answer = await sandbox.zone("GET", "");

    expect(answer.headers.get("Retry-After")).toBe("7");
    expect(answer.body).toMatchObject({ errors: [{ code: 971 }] });
  });

  test("can delay a call until its caller gives up, before or after the commit", async () => {
    await fault({ vendor: "cloudflare", delayMs: 60_000, afterCommit: true });
    const { zoneId, apiToken } = sandbox.ready.credentials.cloudflare;
    const call = fetch(`${sandbox.ready.cloudflare}/zones/${zoneId}/custom_hostnames`, {
      method: "POST",
      headers: { Authorization: `Bearer ${apiToken}` },
      body: JSON.stringify({ hostname: "app.customer.com" }),
      signal: AbortSignal.timeout(200),
    });

    await expect(call).rejects.toThrow();

    expect(await hostnames()).toEqual(["app.customer.com"]);
  });

  test("without a vendor apply to the next call of any", async () => {
    await fault({ status: 500, times: 2 });

    expect((await sandbox.apifew("/v2/app/licenses")).status).toBe(500);
    expect((await sandbox.clevercloud("GET", "/vendor/apps")).status).toBe(500);
  });

  test("are added one or several at a time", async () => {
    await fault([
      { vendor: "cloudflare", method: "GET", status: 500 },
      { vendor: "cloudflare", method: "POST", status: 502 },
    ]);

    expect((await create()).status).toBe(502);
    expect((await sandbox.zone("GET", "")).status).toBe(500);
  });

  test("are removed", async () => {
    await fault({ vendor: "cloudflare", status: 500 });
    await sandbox.callControl("DELETE", "/faults");

    expect((await create()).status).toBe(201);
  });

  test.each([
    [{}],
    [{ vendor: "cloudflare" }],
    [{ vendor: "cloudflare", status: 500, reset: true }],
    [{ vendor: "x" }],
  ])("that are contradictory are refused: %o", async (body) => {
    const answer = await fault(body);

    expect(answer.status).toBe(400);
    expect(at(answer, "error")).toEqual(expect.any(String));
  });
});

test("reset restores the seed and the time, and clears calls, faults and customer DNS", async () => {
  const before = await sandbox.callControl("GET", "/clock");
  await create();
  await sandbox.cname("app.customer.com", "x.saasprovider.com");
  await fault({ vendor: "cloudflare", status: 500 });
  await sandbox.advance(3600);

  await sandbox.callControl("POST", "/reset");

  expect(await hostnames()).toEqual([]);
  expect((await sandbox.callControl("GET", "/calls")).body).toEqual([]);
  expect((await sandbox.callControl("GET", "/faults")).body).toEqual([]);
  expect((await sandbox.callControl("GET", "/dns")).body).toEqual([]);
  const after = await sandbox.callControl("GET", "/clock");
  expect(Date.parse(String(at(after, "now"))) - Date.parse(String(at(before, "now")))).toBeLessThan(3_600_000);
});

test("customer DNS is set, replaced and removed", async () => {
  const record = { name: "app.customer.com", type: "TXT", content: "one" };
  await sandbox.callControl("POST", "/dns", record);
  await sandbox.callControl("POST", "/dns", { ...record, content: "two" });
  await sandbox.cname("www.customer.com", "a.saasprovider.com");
  await sandbox.cname("www.customer.com", "b.saasprovider.com");
  await sandbox.callControl("POST", "/dns", [{ name: "a.customer.com", type: "A", content: "192.0.2.1" }]);
  await sandbox.callControl("DELETE", "/dns", { name: "a.customer.com" });
  const removed = await sandbox.callControl("DELETE", "/dns", { name: "app.customer.com", content: "one" });

  const left = await sandbox.callControl("GET", "/dns");

  expect(removed.body).toEqual({ removed: 1 });
  expect(left.body).toEqual([
    { name: "app.customer.com", type: "TXT", content: "two" },
    { name: "www.customer.com", type: "CNAME", content: "b.saasprovider.com" },
  ]);
});
