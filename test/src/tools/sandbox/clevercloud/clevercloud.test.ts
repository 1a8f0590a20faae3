import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

const provision = {
  addon_id: "addon_1",
  owner_id: "orga_1",
  owner_name: "ACME",
  user_id: "user_1",
  plan: "basic",
  region: "EU",
  callback_url: "https://api.clever-cloud.com/v2/vendor/apps/addon_1",
  options: {},
};
const config = { SANDBOX_ADDON_URL: "https://a.example.org", SANDBOX_ADDON_TOKEN: "t" };

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({ timeScale: 0 });
});
afterEach(() => sandbox.close());

test("an add-on is unknown before its provisioning and known right after it was answered", async () => {
  const before = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");
  const provisioned = await sandbox.provider("POST", "", provision);
  const after = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");
  const listed = await sandbox.clevercloud("GET", "/vendor/apps");

  expect(before.status).toBe(404);
  expect(provisioned.body).toMatchObject({ id: expect.stringMatching(/^resource_/), message: expect.any(String) });
  expect(after.body).toEqual({
    id: "addon_1",
    name: "My sandbox-addon instance",
    config: at(provisioned, "config"),
    callback_url: `${sandbox.ready.clevercloud}/vendor/apps/addon_1`,
    owner_email: "user@example.com",
    owner_id: "orga_1",
    owner_name: "ACME",
    owner_emails: ["user@example.com", "foobar@example.com"],
    region: "eu",
    domains: [],
  });
  expect(listed.body).toEqual([
    {
      provider_id: "sandbox-addon",
      addon_id: "addon_1",
      callback_url: `${sandbox.ready.clevercloud}/vendor/apps/addon_1`,
      plan: "basic",
      owner_id: "orga_1",
    },
  ]);
});

test("an add-on whose provisioning answer was lost is unknown until the call is repeated", async () => {
  await sandbox.callControl("POST", "/faults", { vendor: "provider", method: "POST", reset: true, afterCommit: true });
  await expect(sandbox.provider("POST", "", provision)).rejects.toThrow();
  const lost = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");
  const made = at(await sandbox.callControl("GET", "/state"), "provider", "resources", 0, "id");

  const repeated = await sandbox.provider("POST", "", provision);
  const known = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");

  expect(lost.status).toBe(404);
  expect(at(repeated, "id")).toBe(made);
  expect(known.status).toBe(200);
});

test("a list without an offset is complete, with one it is a page", async () => {
  const addons = Array.from({ length: 5 }, (_, index) => ({ addonId: `addon_${index}` }));
  const paged = await startTestSandbox({ timeScale: 0, seed: { clevercloud: { addons, pageSize: 2 } } });

  const whole = await paged.clevercloud("GET", "/vendor/apps");
  const page = await paged.clevercloud("GET", "/vendor/apps?offset=4");
  const beyond = await paged.clevercloud("GET", "/vendor/apps?offset=5");
  await paged.close();

  expect(whole.body).toHaveLength(5);
  expect(page.body).toMatchObject([{ addon_id: "addon_4" }]);
  expect(beyond.body).toEqual([]);
});

describe("config", () => {
  beforeEach(async () => {
    await sandbox.provider("POST", "", provision);
  });

  test("is replaced as a whole by PUT", async () => {
    await sandbox.clevercloud("PUT", "/vendor/apps/addon_1", { config });
    const answer = await sandbox.clevercloud("PUT", "/vendor/apps/addon_1", { config: { SANDBOX_ADDON_URL: "x" } });
    const got = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");

    expect(answer.status).toBe(200);
    expect(at(got, "config")).toEqual({ SANDBOX_ADDON_URL: "x" });
  });

  test("ignores names that are not in the manifest", async () => {
    await sandbox.clevercloud("PUT", "/vendor/apps/addon_1", { config: { ...config, OTHER: "y" } });

    expect(at(await sandbox.clevercloud("GET", "/vendor/apps/addon_1"), "config")).toEqual(config);
  });

  test.each([[{}], [{ config: { SANDBOX_ADDON_URL: 1 } }], ["text"]])("refuses %o", async (body) => {
    expect((await sandbox.clevercloud("PUT", "/vendor/apps/addon_1", body)).status).toBe(400);
  });

  test("of an unknown add-on is 404", async () => {
    expect((await sandbox.clevercloud("PUT", "/vendor/apps/addon_2", { config })).status).toBe(404);
  });
});

test("consumptions are recorded, and a migration callback changes plan, region and config", async () => {
  await sandbox.provider("POST", "", provision);
  const billed = await sandbox.clevercloud("POST", "/vendor/apps/addon_1/consumptions", { cost: 1.5 });
  const callback = "/vendor/apps/addon_1/migration_callback?plan_id=premium&region=par";
  const migrated = await sandbox.clevercloud("PUT", callback, { config });
  const addon = at(await sandbox.callControl("GET", "/state"), "clevercloud", "addons", 0);

  expect([billed.status, migrated.status]).toEqual([200, 200]);
  expect(addon).toMatchObject({ plan: "premium", region: "par", config, consumptions: [{ cost: 1.5 }] });
});

test("an add-on is renamed in the console", async () => {
  await sandbox.provider("POST", "", provision);
  await sandbox.callControl("PATCH", "/clevercloud/addons/addon_1", { name: "Other name" });

  expect(at(await sandbox.clevercloud("GET", "/vendor/apps/addon_1"), "name")).toBe("Other name");
});

test.each(["/vendor/apps", "/vendor/apps/addon_1"])("%s needs the manifest's credentials", async (path) => {
  const response = await fetch(`${sandbox.ready.clevercloud}${path}`, { headers: { Authorization: "Basic eDp5" } });

  expect(response.status).toBe(401);
  expect(response.headers.get("WWW-Authenticate")).toMatch(/^Basic realm=/);
});

describe("the provider endpoint", () => {
  test("answers the same call with the same answer and makes one resource", async () => {
    const first = await sandbox.provider("POST", "", provision);
    const second = await sandbox.provider("POST", "", { ...provision, logplex_token: "old" });

    expect(second.body).toEqual(first.body);
    expect(at(await sandbox.callControl("GET", "/state"), "provider", "resources")).toHaveLength(1);
  });

  test("refuses another plan for the same add-on, unknown plans and broken bodies", async () => {
    await sandbox.provider("POST", "", provision);

    const conflict = await sandbox.provider("POST", "", { ...provision, plan: "premium" });
    const unknown = await sandbox.provider("POST", "", { ...provision, addon_id: "addon_2", plan: "none" });
    const broken = await sandbox.provider("POST", "", { plan: "basic" });

    expect([conflict.status, unknown.status, broken.status]).toEqual([409, 422, 400]);
  });

  test("changes the plan, which the vendor API then shows", async () => {
    const id = textAt(await sandbox.provider("POST", "", provision), "id");

    const changed = await sandbox.provider("PUT", `/${id}`, { addon_id: "addon_1", plan: "premium" });
    const unknownPlan = await sandbox.provider("PUT", `/${id}`, { addon_id: "addon_1", plan: "none" });
    const unknownId = await sandbox.provider("PUT", "/resource_x", { addon_id: "addon_1", plan: "premium" });
    const listed = await sandbox.clevercloud("GET", "/vendor/apps");

    expect(changed.body).toMatchObject({ config: expect.any(Object), message: expect.any(String) });
    expect([unknownPlan.status, unknownId.status]).toEqual([422, 404]);
    expect(listed.body).toMatchObject([{ addon_id: "addon_1", plan: "premium" }]);
  });

  test("deprovisions permanently, and confirms it again when repeated", async () => {
    const id = textAt(await sandbox.provider("POST", "", provision), "id");

    const deleted = await sandbox.provider("DELETE", `/${id}`);
    const again = await sandbox.provider("DELETE", `/${id}`);
    const unknown = await sandbox.provider("DELETE", "/resource_x");
    const gone = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");

    expect([deleted.status, again.status, unknown.status, gone.status]).toEqual([200, 200, 404, 404]);
  });

  test("provisions a deprovisioned add-on again, which a late repetition of the DELETE does not affect", async () => {
    const first = textAt(await sandbox.provider("POST", "", provision), "id");
    await sandbox.provider("DELETE", `/${first}`);

    const second = textAt(await sandbox.provider("POST", "", { ...provision, plan: "premium" }), "id");
    await sandbox.provider("DELETE", `/${first}`);
    const known = await sandbox.clevercloud("GET", "/vendor/apps/addon_1");

    expect(second).not.toBe(first);
    expect(known.status).toBe(200);
  });

  test("checks credentials before anything else", async () => {
    expect((await sandbox.provider("DELETE", "/resource_x", undefined, {})).status).toBe(401);
    expect((await sandbox.provider("POST", "", provision, {})).status).toBe(401);
  });
});
