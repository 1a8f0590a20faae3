import { isIP } from "node:net";
import { CloudflareError } from "./envelope.ts";
import { refreshHostname, type ZoneContext } from "./hostname-status.ts";
import type { CustomHostname } from "./zone.ts";

type Query = Record<string, string>;
type Test = (hostname: CustomHostname, zoneContext: ZoneContext) => boolean;

const hostnameFilters = ["hostname", "hostname.exact", "hostname.contain", "hostname.startsWith"];
const otherFilters = ["ssl_status", "hostname_status", "certificate_authority", "wildcard", "custom_origin_server"];

/** The hostnames that match a list call, in the requested order. Without filters, the list itself. */
export function selectHostnames(query: Query, zoneContext: ZoneContext): readonly CustomHostname[] {
  assertFilters(query);
  const { zone } = zoneContext;
  const id = query.id;
  if (id !== undefined) {
    return [zone.hostnames.find(id)].filter((hostname) => hostname !== undefined);
  }
  const exact = query.hostname ?? query["hostname.exact"];
  const indexed = exact === undefined ? undefined : zone.hostnamesByName.get(exact.toLowerCase());
  const candidates = exact === undefined ? zone.hostnames.all() : indexed === undefined ? [] : [indexed];
  const tests = testsOf(query);
  const selected =
    tests.length === 0 ? candidates : candidates.filter((one) => tests.every((test) => test(one, zoneContext)));
  return sorted(selected, query, zoneContext);
}

function assertFilters(query: Query): void {
  const given = hostnameFilters.filter((name) => query[name] !== undefined);
  const id = query.id;
  if (id !== undefined) {
    const others = [...given, ...otherFilters.filter((name) => query[name] !== undefined)];
    if (others.length > 0) {
      throw new CloudflareError(400, 1438, "Cannot specify other filters in addition to id.");
    }
    if (id.length !== 36) {
      throw new CloudflareError(400, 1435, "The custom hostname ID is invalid.");
    }
  }
  if (given.length > 1) {
    throw new CloudflareError(400, 1400, `Only one of ${given.join(", ")} can be specified.`);
  }
  const contain = query["hostname.contain"];
  if (contain !== undefined && (contain.length > 255 || !/^[\w.*-]*$/.test(contain) || isIP(contain) !== 0)) {
    throw new CloudflareError(400, 1437, "Invalid hostname.contain query parameter.");
  }
}

function testsOf(query: Query): Test[] {
  const tests: Test[] = [];
  const add = (name: string, test: (value: string) => Test) => {
    const value = query[name];
    if (value !== undefined && value !== "") {
      tests.push(test(value));
    }
  };
  add("hostname.contain", (value) => (one) => one.hostname.includes(value.toLowerCase()));
  add("hostname.startsWith", (value) => (one) => one.hostname.startsWith(value.toLowerCase()));
  add("ssl_status", (value) => (one, zoneContext) => refreshHostname(one, zoneContext).sslStatus === value);
  add("hostname_status", (value) => (one, zoneContext) => refreshHostname(one, zoneContext).status === value);
  add("certificate_authority", (value) => (one) => one.ssl?.certificateAuthority === value);
  add("wildcard", (value) => (one) => String(one.ssl?.wildcard ?? false) === value);
  add("custom_origin_server", (value) => (one) => one.customOriginServer === value.toLowerCase());
  // ssl=0, the default, filters nothing: the vendor documents no other meaning.
  add("ssl", (value) => (one) => value !== "1" || one.ssl !== undefined);
  return tests;
}

function sorted(
  hostnames: readonly CustomHostname[],
  query: Query,
  zoneContext: ZoneContext,
): readonly CustomHostname[] {
  const order = query.order;
  const sign = query.direction === "desc" ? -1 : 1;
  if (order === undefined) {
    return sign === 1 ? hostnames : hostnames.toReversed();
  }
  if (order !== "ssl" && order !== "ssl_status") {
    throw new CloudflareError(400, 1400, "order must be ssl or ssl_status");
  }
  const keyOf = (one: CustomHostname) => refreshHostname(one, zoneContext).sslStatus ?? "";
  const keyed = hostnames.map((one) => ({ one, key: keyOf(one) }));
  return keyed.sort((a, b) => sign * a.key.localeCompare(b.key)).map(({ one }) => one);
}
