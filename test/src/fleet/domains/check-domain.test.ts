import { createSocket } from "node:dgram";
import { describe, expect, it, onTestFinished, test } from "vitest";
import { parseDnsServer } from "../../../../src/core/config/dns-server.ts";
import { checkDomain, type DomainReport } from "../../../../src/fleet/domains/check-domain.ts";
import type { FindingCode } from "../../../../src/fleet/domains/finding.ts";
import { toWantedDomain, type WantedDomain } from "../../../../src/fleet/domains/wanted-domain.ts";
import { startDnsServer, type TestRecord, type Zones } from "../../../support/dns-zones.ts";

const target = "customers.saasprovider.com";
const token = "0e2d5a7f-6548-4f27-8c05-b267f14b67a5";

/** The parts of the internet that every case has: the seller's zone, and the customer's at Gandi. */
const base: readonly TestRecord[] = [
  [target, "A", "104.16.1.1"],
  ["example.com", "NS", "ns-1.gandi.net"],
  ["example.com", "NS", "ns-2.gandi.net"],
];

interface Case {
  readonly records?: readonly TestRecord[];
  readonly internet?: Partial<Zones>;
  /** What resolvers still have, where that differs. */
  readonly cached?: readonly TestRecord[];
  readonly hostname?: string;
  readonly wanted?: Partial<WantedDomain>;
}

const now = () => new Date("2026-12-01T08:00:00Z");
const pending = { status: "pending", certificateStatus: "pending_validation" };
const live = { status: "active", certificateStatus: "active" };
let serial = 0;

/** A domain that no other case has, since answers about zones are kept. */
async function check({
  records = [],
  internet = {},
  cached,
  hostname = "app.example.com",
  wanted = {},
}: Case): Promise<DomainReport> {
  serial += 1;
  const own = (name: string) => name.replaceAll("example.com", `example-${serial}.com`);
  const rename = (list: readonly TestRecord[]) =>
    list.map(([name, type, value, ttl]): TestRecord => [own(name), type, own(value), ttl]);
  const zones: Zones = {
    zones: [own("example.com"), "saasprovider.com", "com"].filter((zone) => zone !== "com"),
    ...internet,
    ...(internet.zones && { zones: internet.zones.map(own) }),
    ...(internet.broken && {
      broken: Object.fromEntries(Object.entries(internet.broken).map(([name, how]) => [own(name), how])),
    }),
    records: rename([...base, ...records]),
  };
  const nameserver = await startDnsServer({ ...zones, isAuthoritative: true, broken: {} });
  const resolver = await startDnsServer(
    cached === undefined ? zones : { ...zones, records: rename([...base, ...cached]) },
  );
  const domain: WantedDomain = {
    ...toWantedDomain({
      ...{ hostname: own(hostname), cnameTarget: target, ...pending },
      details: { validationRecords: [], errors: [] },
    }),
    ...wanted,
    ...(wanted.records && { records: wanted.records.map((record) => ({ ...record, name: own(record.name) })) }),
  };
  const server = (text: string) => parseDnsServer(text) ?? { address: "", port: 0 };
  const report = await checkDomain(domain, {
    servers: { resolvers: [server(resolver)], nameservers: [server(nameserver)] },
    now,
  });
  return JSON.parse(JSON.stringify(report).replaceAll(`example-${serial}.com`, "example.com")) as DomainReport;
}

const right: readonly TestRecord[] = [["app.example.com", "CNAME", target]];
const proof = { purpose: "certificate", type: "TXT", name: "_acme-challenge.app.example.com", value: token } as const;
const route = { purpose: "route", type: "CNAME", name: "app.example.com", value: target } as const;
const withProof = { records: [route, proof] };

describe("the verdict on a domain", () => {
  it.each<readonly [string, FindingCode, string, RegExp, Case]>([
    [
      "with the right record, before Cloudflare has seen it",
      "waiting-for-cloudflare",
      "Cloudflare",
      /^$/,
      { records: right },
    ],
    ["that is served", "live", "none", /^$/, { records: right, wanted: live }],
    [
      "without a record",
      "cname-missing",
      "customer",
      /^Add the CNAME record app\.example\.com \(Name: app\) to customers\.saasprovider\.com at Gandi\.$/,
      {},
    ],
    [
      "with another target",
      "cname-wrong",
      "customer",
      /^Change it to customers\.saasprovider\.com at Gandi\.$/,
      { records: [["app.example.com", "CNAME", "old-host.example"]] },
    ],
    [
      "with several CNAME records",
      "cname-several",
      "customer",
      /Keep only the one to customers/,
      { records: [...right, ["app.example.com", "CNAME", "old-host.example"]] },
    ],
    [
      "with the zone's name twice",
      "cname-name-doubled",
      "customer",
      /Change its name to app\.example\.com \(Name: app\)/,
      { records: [["app.example.com.example.com", "CNAME", target]] },
    ],
    [
      "with the zone's name behind the target",
      "cname-target-doubled",
      "customer",
      /dot at its end/,
      { records: [["app.example.com", "CNAME", `${target}.example.com`]] },
    ],
    [
      "with addresses instead of a CNAME record",
      "address-instead-of-cname",
      "customer",
      /Replace them with a CNAME record/,
      {
        records: [
          ["app.example.com", "A", "203.0.113.9"],
          ["app.example.com", "AAAA", "2001:db8::9"],
        ],
      },
    ],
    [
      "with addresses beside its CNAME record",
      "addresses-beside-cname",
      "customer",
      /Remove the A and AAAA records/,
      { records: [...right, ["app.example.com", "A", "203.0.113.9"]] },
    ],
    [
      "with the address of a private network",
      "private-address",
      "customer",
      /Replace it with a CNAME record/,
      { records: [["app.example.com", "A", "192.168.7.7"]] },
    ],
    [
      "that its owner proxies at Cloudflare",
      "proxied-by-customer",
      "customer",
      /DNS only/,
      { records: [["app.example.com", "A", "172.67.3.3"]] },
    ],
    [
      "that is an apex without a record",
      "apex-missing",
      "customer",
      /type ALIAS/,
      { hostname: "example.com", wanted: { records: [{ ...route, name: "example.com" }] } },
    ],
    [
      "that is an apex with another address",
      "apex-address",
      "customer",
      /type ALIAS/,
      {
        hostname: "example.com",
        records: [["example.com", "A", "203.0.113.9"]],
        wanted: { records: [{ ...route, name: "example.com" }] },
      },
    ],
    [
      "that is a flattened apex",
      "live",
      "none",
      /^$/,
      {
        hostname: "example.com",
        records: [["example.com", "A", "104.16.1.1"]],
        wanted: { ...live, records: [{ ...route, name: "example.com" }] },
      },
    ],
    [
      "that nobody registered",
      "domain-unregistered",
      "customer",
      /Register or renew example\.com/,
      { internet: { zones: ["saasprovider.com"] } },
    ],
    [
      "whose signatures do not match",
      "dnssec-broken",
      "DNS provider",
      /DS record/,
      { internet: { broken: { "example.com": "bogus" } } },
    ],
    [
      "whose name servers fail",
      "nameservers-failing",
      "DNS provider",
      /name servers/,
      { internet: { broken: { "example.com": "failing" } } },
    ],
    [
      "without its TXT record",
      "txt-missing",
      "customer",
      /Set the TXT record _acme-challenge\.app\.example\.com \(Name: _acme-challenge\.app\)/,
      { records: right, wanted: withProof },
    ],
    [
      "with a part of the TXT value",
      "txt-truncated",
      "customer",
      /0e2d5a7f-6548-4f27-8c05-b267f14b67a5 at Gandi/,
      { records: [...right, [proof.name, "TXT", token.slice(0, 20)]], wanted: withProof },
    ],
    [
      "with quotation marks in the TXT value",
      "txt-quoted",
      "customer",
      /Set the TXT record/,
      { records: [...right, [proof.name, "TXT", `"${token}"`]], wanted: withProof },
    ],
    [
      "with an older TXT value",
      "txt-wrong",
      "customer",
      /Set the TXT record/,
      { records: [...right, [proof.name, "TXT", "older"]], wanted: withProof },
    ],
    [
      "with an older TXT value beside the right one",
      "waiting-for-cloudflare",
      "Cloudflare",
      /^$/,
      { records: [...right, [proof.name, "TXT", "older"], [proof.name, "TXT", token]], wanted: withProof },
    ],
    [
      "with the zone's name twice at the TXT record",
      "txt-name-doubled",
      "customer",
      /Change its name/,
      { records: [...right, [`${proof.name}.example.com`, "TXT", token]], wanted: withProof },
    ],
    [
      "whose _acme-challenge leads to another company",
      "challenge-delegated-elsewhere",
      "customer",
      /Remove the CNAME record/,
      { records: [...right, [proof.name, "CNAME", "app.example.com.dcv.other-cdn.example"]], wanted: withProof },
    ],
    [
      "whose own CAA record forbids the authority",
      "caa-forbids",
      "customer",
      /0 issue "letsencrypt\.org" to app\.example\.com/,
      {
        records: [
          ...right.slice(1),
          ["app.example.com", "CAA", "issue digicert.com"],
          ["app.example.com", "A", "104.16.1.1"],
        ],
        wanted: { certificateAuthority: "lets_encrypt" },
      },
    ],
    [
      "whose parent's CAA record forbids the authority",
      "caa-forbids",
      "customer",
      /to example\.com/,
      { records: [...right, ["example.com", "CAA", "issue digicert.com"]], wanted: { certificateAuthority: "google" } },
    ],
    [
      "whose CAA record forbids all authorities",
      "caa-forbids",
      "customer",
      /or 0 issue/,
      { records: [...right, ["example.com", "CAA", "issue ;"]] },
    ],
    [
      "whose CAA record has parameters",
      "waiting-for-cloudflare",
      "Cloudflare",
      /^$/,
      {
        records: [...right, ["example.com", "CAA", "issue letsencrypt.org; validationmethods=dns-01"]],
        wanted: { certificateAuthority: "lets_encrypt" },
      },
    ],
    [
      "with a CAA record that restricts no authority",
      "waiting-for-cloudflare",
      "Cloudflare",
      /^$/,
      { records: [...right, ["example.com", "CAA", "iodef mailto:security@example.com"]] },
    ],
    [
      "whose target's CAA record forbids the authority",
      "caa-forbids",
      "seller",
      /customers\.saasprovider\.com/,
      { records: [...right, [target, "CAA", "issue digicert.com"]] },
    ],
    [
      "that is held in another account",
      "hostname-held",
      "customer",
      /Release the zone hold/,
      {
        records: right,
        wanted: {
          errors: ["The hostname is associated with a held zone. Please contact the owner to have the hold removed."],
        },
      },
    ],
    [
      "that Cloudflare blocked",
      "hostname-blocked",
      "seller",
      /Contact Cloudflare/,
      { records: right, wanted: { status: "blocked" } },
    ],
    [
      "that Cloudflare does not have yet",
      "not-registered",
      "seller",
      /^$/,
      { records: right, wanted: { status: null, certificateStatus: null } },
    ],
    [
      "whose certificate is being issued",
      "waiting-for-certificate",
      "certificate authority",
      /^$/,
      { records: right, wanted: { status: "active", certificateStatus: "pending_issuance" } },
    ],
    [
      "whose certificate could not be issued",
      "certificate-failed",
      "certificate authority",
      /check the domain again/,
      { records: right, wanted: { status: "active", certificateStatus: "issuance_timed_out" } },
    ],
    [
      "that has changed a moment ago",
      "spreading",
      "none",
      /^$/,
      { records: right, cached: [["app.example.com", "CNAME", "old-host.example", 1_800]] },
    ],
    [
      "that is live and was then changed",
      "cname-wrong",
      "customer",
      /Change it/,
      { records: [["app.example.com", "CNAME", "old-host.example"]], wanted: live },
    ],
    [
      "that is a wildcard",
      "cname-wrong",
      "customer",
      /Change it/,
      {
        hostname: "*.example.com",
        records: [["*.example.com", "CNAME", "old-host.example"]],
        wanted: { records: [{ ...route, name: "*.example.com" }] },
      },
    ],
  ])("%s is %s, and says that the %s has to act", async (_, code, actor, fix, given) => {
    const { verdict } = await check(given);
    expect(verdict).toMatchObject({ code, actor });
    expect(verdict.fix ?? "").toMatch(fix);
  });

  test("names the live value, and how long the old one can still be seen", async () => {
    const { verdict } = await check({ records: [["app.example.com", "CNAME", "old-host.example", 900]] });
    expect(verdict).toMatchObject({
      text: "The CNAME record of app.example.com points to old-host.example.",
      waitSeconds: 900,
    });
  });

  test("on a hostname in another script names it as people write it", async () => {
    const { unicode } = await check({ hostname: "xn--bcher-kva.example.com" });
    expect(unicode).toBe("bücher.example.com");
  });
});

describe("the records of a report", () => {
  test("stand beside what the name servers and each resolver have", async () => {
    const { records, zone } = await check({
      records: right,
      cached: [["app.example.com", "CNAME", "old-host.example", 1_800]],
    });
    expect(records).toMatchObject([{ ...route, state: "right", live: [target], ttlSeconds: 300 }]);
    expect(Object.values(records[0]?.resolvers ?? {})).toEqual([{ state: "wrong", live: ["old-host.example"] }]);
    expect(zone).toEqual({ name: "example.com", nameservers: ["ns-1.gandi.net", "ns-2.gandi.net"], provider: "Gandi" });
  });

  test("never show an address of a private network", async () => {
    const report = await check({
      records: [
        ["app.example.com", "A", "10.1.2.3"],
        ["app.example.com", "AAAA", "fd00::1"],
      ],
    });
    expect(JSON.stringify(report)).not.toMatch(/10\.1\.2\.3|fd00::1/);
  });

  test("that do not fit a packet are read over TCP", async () => {
    const long = Array.from({ length: 40 }, (_, n): TestRecord => [proof.name, "TXT", `${n}-${"x".repeat(60)}`]);
    const { records } = await check({ records: [...right, ...long, [proof.name, "TXT", token]], wanted: withProof });
    expect(records[1]).toMatchObject({ state: "right" });
  });
});

describe("a hostile or absent server", () => {
  test("that answers with endless CNAME records ends the check with a verdict", async () => {
    const loop: TestRecord[] = [
      ["app.example.com", "CNAME", "b.example.com"],
      ["b.example.com", "CNAME", "app.example.com"],
    ];
    expect((await check({ records: loop })).verdict).toMatchObject({ code: "cname-wrong" });
  });

  test("that stays silent is reported, and the seller has to act", async () => {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    onTestFinished(() => {
      socket.close();
    });
    await new Promise((resolve) => socket.once("listening", resolve));
    const wanted = toWantedDomain({
      ...{ hostname: "app.silent.example", cnameTarget: target, ...pending },
      details: { validationRecords: [], errors: [] },
    });
    const servers = { resolvers: [{ address: "127.0.0.1", port: socket.address().port }], nameservers: [] };
    const { verdict } = await checkDomain(wanted, { servers, now });
    expect(verdict).toMatchObject({ code: "resolvers-silent", actor: "seller" });
  }, 30_000);
});
