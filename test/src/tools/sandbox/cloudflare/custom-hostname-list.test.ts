import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { HostnameSeed } from "../../../../../src/tools/sandbox/cloudflare/seed.ts";
import { type Answer, at, startTestSandbox, type TestSandbox, textAt } from "../../../../support/sandbox.ts";

const names = Array.from({ length: 23 }, (_, index) => `app-${String(index).padStart(2, "0")}.customer.com`);

let sandbox: TestSandbox;
beforeAll(async () => {
  const customHostnames: z.input<typeof HostnameSeed>[] = [
    ...names.map((hostname) => ({ hostname, ssl: { method: "http", type: "dv" } })),
    { hostname: "bare.other.com" },
    {
      hostname: "wild.other.com",
      ssl: { method: "txt", type: "dv", wildcard: true, certificate_authority: "ssl_com" },
    },
    { hostname: "moved.other.com", status: "moved", ssl: { method: "http", type: "dv" }, ssl_status: "expired" },
  ];
  sandbox = await startTestSandbox({
    timeScale: 0,
    seed: { cloudflare: { zones: [{ name: "saasprovider.com", customHostnames }] } },
  });
});
afterAll(() => sandbox.close());

const list = (query: string) => sandbox.zone("GET", `/custom_hostnames?${query}`);

function namesIn(answer: Answer): string[] {
  const result = at(answer, "result");
  return (Array.isArray(result) ? result : []).map(({ hostname }) => hostname);
}

test("a page has 20 hostnames by default, in the order of creation", async () => {
  const answer = await list("");

  expect(namesIn(answer)).toEqual(names.slice(0, 20));
  expect(at(answer, "result_info")).toEqual({ page: 1, per_page: 20, count: 20, total_count: 26, total_pages: 2 });
});

test("the pages contain every hostname once, and the page after the last none", async () => {
  const seen: string[] = [];
  for (let page = 1; page <= 4; page += 1) {
    seen.push(...namesIn(await list(`per_page=8&page=${page}`)));
  }
  const beyond = await list("per_page=8&page=5");

  expect(new Set(seen).size).toBe(26);
  expect(seen).toHaveLength(26);
  expect(at(beyond, "result")).toEqual([]);
});

test.each(["per_page=4", "per_page=1001", "per_page=x", "page=0"])("%s is refused", async (query) => {
  expect((await list(query)).status).toBe(400);
});

test("a thousand per page are allowed today, and fifty where the seed says so", async () => {
  const older = await startTestSandbox({ timeScale: 0, seed: { cloudflare: { perPageMax: 50 } } });

  const refused = await older.zone("GET", "/custom_hostnames?per_page=51");
  const allowed = await older.zone("GET", "/custom_hostnames?per_page=50");
  await older.close();

  expect((await list("per_page=1000")).status).toBe(200);
  expect([refused.status, allowed.status]).toEqual([400, 200]);
});

describe("a filter", () => {
  test.each([
    ["hostname=app-03.customer.com", ["app-03.customer.com"]],
    ["hostname.exact=APP-03.customer.com", ["app-03.customer.com"]],
    ["hostname=app-03", []],
    ["hostname.contain=other", ["bare.other.com", "wild.other.com", "moved.other.com"]],
    ["hostname.startsWith=app-2", ["app-20.customer.com", "app-21.customer.com", "app-22.customer.com"]],
    ["hostname_status=moved", ["moved.other.com"]],
    ["ssl_status=expired", ["moved.other.com"]],
    ["wildcard=true", ["wild.other.com"]],
    ["certificate_authority=ssl_com", ["wild.other.com"]],
    ["hostname.contain=other&ssl=1", ["wild.other.com", "moved.other.com"]],
  ])("%s selects the matching hostnames", async (query, expected) => {
    expect(namesIn(await list(query))).toEqual(expected);
  });

  test("counts the whole zone as total_count, so that it cannot end a filtered listing", async () => {
    const answer = await list("hostname.contain=other");

    expect(at(answer, "result_info")).toMatchObject({ count: 3, total_count: 26, total_pages: 1 });
  });

  test("by id excludes other filters", async () => {
    const id = textAt(await list("hostname=bare.other.com"), "result", 0, "id");

    const found = await list(`id=${id}`);
    const combined = await list(`id=${id}&hostname=bare.other.com`);
    const malformed = await list("id=123");

    expect(namesIn(found)).toEqual(["bare.other.com"]);
    expect(combined.body).toMatchObject({ errors: [{ code: 1438 }] });
    expect(malformed.body).toMatchObject({ errors: [{ code: 1435 }] });
  });

  test("by hostname allows one form at a time", async () => {
    expect((await list("hostname=a.b.com&hostname.contain=b")).status).toBe(400);
    expect((await list("hostname.contain=a%20b")).body).toMatchObject({ errors: [{ code: 1437 }] });
  });

  test("keeps the order of order and direction", async () => {
    const answer = await list("hostname.contain=other&order=ssl_status&direction=desc");

    expect(namesIn(answer)).toEqual(["wild.other.com", "moved.other.com", "bare.other.com"]);
  });
});

test("ten thousand hostnames are listed in ten pages without delay", async () => {
  const customHostnames = Array.from({ length: 10_000 }, (_, index) => ({ hostname: `h${index}.customer.com` }));
  const large = await startTestSandbox({
    timeScale: 0,
    seed: { cloudflare: { zones: [{ name: "saasprovider.com", customHostnames }] } },
  });
  let count = 0;
  for (let page = 1; page <= 10; page += 1) {
    const answer = await large.zone("GET", `/custom_hostnames?per_page=1000&page=${page}`);
    count += namesIn(answer).length;
  }
  const found = await large.zone("GET", "/custom_hostnames?hostname=h9999.customer.com");
  await large.close();

  expect(count).toBe(10_000);
  expect(namesIn(found)).toEqual(["h9999.customer.com"]);
});
