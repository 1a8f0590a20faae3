import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

const day = 24 * 60 * 60;
const hostname = "app.customer.com";

let sandbox: TestSandbox;
beforeEach(async () => {
  sandbox = await startTestSandbox({
    timeScale: 0,
    seed: {
      cloudflare: {
        zones: [
          {
            name: "saasprovider.com",
            dnsRecords: [
              { type: "A", name: "proxy-fallback", content: "192.0.2.1", proxied: true },
              { type: "CNAME", name: "*.customers", content: "proxy-fallback.saasprovider.com", proxied: true },
            ],
            fallbackOrigin: "proxy-fallback.saasprovider.com",
          },
        ],
      },
    },
  });
});
afterEach(() => sandbox.close());

async function create(ssl: object = { method: "http", type: "dv" }): Promise<() => Promise<Answer>> {
  const created = await sandbox.zone("POST", "/custom_hostnames", { hostname, ssl });
  const path = `/custom_hostnames/${textAt(created, "result", "id")}`;
  return () => sandbox.zone("GET", path);
}

const statusOf = (answer: Answer) => [at(answer, "result", "status"), at(answer, "result", "ssl", "status")];
const leadToZone = () => sandbox.cname(hostname, "john.customers.saasprovider.com");

async function placeTxt(answer: Answer): Promise<void> {
  const records = at(answer, "result", "ssl", "validation_records");
  for (const record of Array.isArray(records) ? records : []) {
    await sandbox.callControl("POST", "/dns", { name: record.txt_name, type: "TXT", content: record.txt_value });
  }
}

test("with the CNAME in place both statuses follow the documented path to active", async () => {
  const get = await create();
  await leadToZone();

  const path = [statusOf(await get())];
  for (let second = 1; second <= 4; second += 1) {
    await sandbox.advance(1);
    path.push(statusOf(await get()));
  }

  expect(path).toEqual([
    ["pending", "initializing"],
    ["pending", "pending_validation"],
    ["active", "pending_issuance"],
    ["active", "pending_deployment"],
    ["active", "active"],
  ]);
});

test("validation records appear after initializing and are gone, like the ownership records, once active", async () => {
  const get = await create();
  await sandbox.advance(1);

  const pending = await get();
  await leadToZone();
  await sandbox.advance(10);
  const active = await get();

  const url = at(pending, "result", "ssl", "validation_records", 0, "http_url");
  expect(url).toMatch(/^http:\/\/app\.customer\.com\/\.well-known\/pki-validation\//);
  expect(at(pending, "result", "ownership_verification_http", "http_url")).toBe(
    `http://app.customer.com/.well-known/cf-custom-hostname-challenge/${textAt(pending, "result", "id")}`,
  );
  expect(at(active, "result", "ssl")).not.toHaveProperty("validation_records");
  expect(at(active, "result")).not.toHaveProperty("ownership_verification");
  expect(at(active, "result")).not.toHaveProperty("ownership_verification_http");
  expect(at(active, "result")).not.toHaveProperty("verification_errors");
});

test("without the customer's CNAME it stays pending with the reason", async () => {
  const get = await create();
  await sandbox.advance(3600);

  const answer = await get();

  expect(statusOf(answer)).toEqual(["pending", "pending_validation"]);
  expect(at(answer, "result", "verification_errors")).toEqual(["custom hostname does not CNAME to this zone."]);
});

test("a customer's A record causes the other documented text", async () => {
  const get = await create();
  await sandbox.callControl("POST", "/dns", { name: hostname, type: "A", content: "203.0.113.1" });

  expect(textAt(await get(), "result", "verification_errors", 0)).toContain("None of the A or AAAA records");
});

test.each([
  ["through a chain of CNAMEs", ["www.other.com", "john.customers.saasprovider.com"], "active"],
  ["to a name that the zone does not have", ["nothing.saasprovider.com"], "pending"],
  ["to a name that only ends like the zone", ["john.customers.notsaasprovider.com"], "pending"],
  ["in a circle", ["www.other.com", hostname], "pending"],
])("a CNAME %s", async (_, targets, expected) => {
  const get = await create();
  let name = hostname;
  for (const target of targets) {
    await sandbox.cname(name, target);
    name = target;
  }
  await sandbox.advance(10);

  expect(at(await get(), "result", "status")).toBe(expected);
});

test("without a fallback origin the hostname is created but never active, with the reason", async () => {
  const bare = await startTestSandbox({ timeScale: 0 });
  await bare.zone("POST", "/dns_records", { type: "A", name: "target", content: "192.0.2.1", proxied: true });
  const created = await bare.zone("POST", "/custom_hostnames", { hostname });
  await bare.cname(hostname, "target.saasprovider.com");
  await bare.advance(60);

  const answer = await bare.zone("GET", `/custom_hostnames/${textAt(created, "result", "id")}`);
  await bare.close();

  expect(at(answer, "result", "status")).toBe("pending");
  expect(at(answer, "result", "verification_errors")).toEqual(["Zone does not have a fallback origin set."]);
});

describe("pre-validation", () => {
  test("the TXT ownership token is sufficient to make the hostname active", async () => {
    const get = await create();
    const { name, value } = Object(at(await get(), "result", "ownership_verification"));
    await sandbox.callControl("POST", "/dns", { name, type: "TXT", content: value });
    await sandbox.advance(10);

    expect(statusOf(await get())).toEqual(["active", "pending_validation"]);
  });

  test("the HTTP ownership token is sufficient to make the hostname active", async () => {
    const get = await create();
    const { http_url, http_body } = Object(at(await get(), "result", "ownership_verification_http"));
    await sandbox.callControl("POST", "/dns", { name: http_url, type: "HTTP", content: http_body });
    await sandbox.advance(10);

    expect(at(await get(), "result", "status")).toBe("active");
  });

  test("the served DCV token is sufficient to make the certificate active", async () => {
    const get = await create();
    await sandbox.advance(1);
    const { http_url, http_body } = Object(at(await get(), "result", "ssl", "validation_records", 0));
    await sandbox.callControl("POST", "/dns", { name: http_url, type: "HTTP", content: http_body });
    await sandbox.advance(10);

    expect(statusOf(await get())).toEqual(["pending", "active"]);
  });
});

describe("validation by TXT", () => {
  test("needs the record, the CNAME is not enough", async () => {
    const get = await create({ method: "txt", type: "dv" });
    await leadToZone();
    await sandbox.advance(10);
    const before = await get();
    await placeTxt(before);
    await sandbox.advance(10);

    expect(statusOf(before)).toEqual(["active", "pending_validation"]);
    expect(statusOf(await get())).toEqual(["active", "active"]);
  });

  test("of a wildcard requires two records of one name", async () => {
    const get = await create({ method: "txt", type: "dv", wildcard: true });
    await sandbox.advance(1);
    const pending = await get();
    const first = Object(at(pending, "result", "ssl", "validation_records", 0));
    const second = Object(at(pending, "result", "ssl", "validation_records", 1));
    await sandbox.callControl("POST", "/dns", { name: first.txt_name, type: "TXT", content: first.txt_value });
    await sandbox.advance(10);
    const withOne = await get();
    await placeTxt(pending);
    await sandbox.advance(10);

    expect(second.txt_name).toBe(first.txt_name);
    expect(second.txt_value).not.toBe(first.txt_value);
    expect(at(withOne, "result", "ssl", "status")).toBe("pending_validation");
    expect(at(await get(), "result", "ssl", "hosts")).toEqual([hostname, `*.${hostname}`]);
  });

  test("can be delegated by a CNAME", async () => {
    const get = await create({ method: "txt", type: "dv" });
    const { cname, cname_target } = Object(at(await get(), "result", "ssl", "dcv_delegation_records", 0));
    await sandbox.cname(cname, cname_target);
    await sandbox.advance(10);

    expect(at(await get(), "result", "ssl", "status")).toBe("active");
  });
});

describe("terms", () => {
  test("pending becomes moved after 7 days and deleted 7 days later", async () => {
    const get = await create();
    const seen: unknown[] = [];
    for (const step of [7 * day - 1, 1, 7 * day - 1, 1]) {
      await sandbox.advance(step);
      seen.push(at(await get(), "result", "status"));
    }

    expect(seen).toEqual(["pending", "moved", "moved", "deleted"]);
  });

  test("a CNAME after the backoff's end is too late", async () => {
    const get = await create();
    await sandbox.advance(8 * day);
    await leadToZone();
    await sandbox.advance(60);

    expect(at(await get(), "result", "status")).toBe("moved");
  });

  test.each([
    ["lets_encrypt", 7],
    ["google", 14],
  ])("the validation token of %s is valid for %i days", async (certificateAuthority, days) => {
    const get = await create({ method: "http", type: "dv", certificate_authority: certificateAuthority });
    await sandbox.advance(days * day - 1);
    const before = await get();
    await sandbox.advance(1);

    expect(at(before, "result", "ssl", "status")).toBe("pending_validation");
    expect(at(await get(), "result", "ssl", "status")).toBe("validation_timed_out");
  });

  test("an active hostname whose CNAME leaves the zone is moved a little later, and stays active if it comes back", async () => {
    const get = await create();
    await leadToZone();
    await sandbox.advance(10);
    await sandbox.callControl("DELETE", "/dns", { name: hostname });
    await sandbox.advance(2);
    await leadToZone();
    await sandbox.advance(60);
    const cameBack = await get();
    await sandbox.callControl("DELETE", "/dns", { name: hostname });
    await sandbox.advance(5);

    expect(at(cameBack, "result", "status")).toBe("active");
    expect(at(await get(), "result", "status")).toBe("moved");
  });

  test("a hostname counts as having been active even if it was not read then", async () => {
    const get = await create();
    await leadToZone();
    await sandbox.advance(10);
    await sandbox.callControl("DELETE", "/dns", { name: hostname });

    expect(statusOf(await get())).toEqual(["active", "active"]);
  });
});

describe("renewal, 30 days before the end of 90", () => {
  test("changes txt to http", async () => {
    const get = await create({ method: "txt", type: "dv" });
    await leadToZone();
    await sandbox.advance(1);
    await placeTxt(await get());
    await sandbox.advance(10);
    const issued = await get();
    await sandbox.advance(61 * day);
    const renewed = await get();

    expect(at(issued, "result", "ssl", "method")).toBe("txt");
    expect(at(renewed, "result", "ssl", "method")).toBe("http");
    expect(statusOf(renewed)).toEqual(["active", "active"]);
    expect(textAt(renewed, "result", "ssl", "expires_on") > textAt(issued, "result", "ssl", "expires_on")).toBe(true);
  });

  test("keeps the method of a wildcard", async () => {
    const get = await create({ method: "txt", type: "dv", wildcard: true });
    await leadToZone();
    await sandbox.advance(1);
    await placeTxt(await get());
    await sandbox.advance(61 * day);

    expect(at(await get(), "result", "ssl", "method")).toBe("txt");
  });

  test("fails when the hostname has left, and the certificate expires", async () => {
    const get = await create();
    await leadToZone();
    await sandbox.advance(10);
    await sandbox.callControl("DELETE", "/dns", { name: hostname });
    await sandbox.advance(91 * day);

    expect(at(await get(), "result", "ssl", "status")).toBe("expired");
  });
});
