import type { Provider } from "@pulumi/pulumi/provider/index.js";
import { createRecord, deleteRecord, findRecord, getZoneName, putRecord, type WireRecord } from "./dns-api.ts";
import {
  compare,
  isShortName,
  knownTypes,
  type Properties,
  requiredInputs,
  toInputs,
  toOutputs,
  toRequest,
} from "./dns-record.ts";
import { isUnknown, unwrapSecret } from "./engine-values.ts";
import type { Settings } from "./settings.ts";

const dnsRecordType = "cloudflare:index/dnsRecord:DnsRecord";

/**
 * Life cycle of DnsRecord in the engine's terms. Every other type of the package fails with the plugin's real
 * name.
 */
export function createDnsRecordProvider(version: string, getSettings: () => Settings): Provider {
  const describe = async (wire: WireRecord, written: Properties) => {
    const zoneName = isShortName(wire, written) ? await getZoneName(getSettings(), zoneIdOf(written)) : undefined;
    return toOutputs(wire, written, zoneName);
  };

  return {
    version,

    async check(urn: string, _olds: Properties, news: Properties) {
      assertDnsRecord(urn);
      // The inputs contain the default, so that a refresh returns the same set of them.
      return { inputs: { proxied: false, ...news }, failures: checkFailures(news) };
    },

    async diff(_id: string, urn: string, olds: Properties, news: Properties) {
      assertDnsRecord(urn);
      const { changed, replaces } = compare(olds, news);
      // No detailed diff after a change, so that the engine shows its own comparison of the properties.
      return changed.length === 0 ? { changes: false } : { replaces, deleteBeforeReplace: true };
    },

    async create(urn: string, inputs: Properties) {
      assertDnsRecord(urn);
      const wire = await createRecord(getSettings(), zoneIdOf(inputs), toRequest(inputs));
      return { id: wire.id, outs: await describe(wire, inputs) };
    },

    async read(id: string, urn: string, props: Properties = {}) {
      assertDnsRecord(urn);
      const [zoneId = "", recordId = ""] = id.includes("/") ? id.split("/") : [zoneIdOf(props), id];
      const wire = await findRecord(getSettings(), zoneId, recordId);
      if (wire === undefined) {
        return { id: "", props: {} };
      }
      const outputs = await describe(wire, { ...props, zoneId });
      return { id: recordId, props: outputs, inputs: toInputs(outputs) };
    },

    async update(id: string, urn: string, _olds: Properties, news: Properties) {
      assertDnsRecord(urn);
      const wire = await putRecord(getSettings(), zoneIdOf(news), id, toRequest(news));
      return { outs: await describe(wire, news) };
    },

    async delete(id: string, urn: string, props: Properties) {
      assertDnsRecord(urn);
      await deleteRecord(getSettings(), zoneIdOf(props), id);
    },
  };
}

function checkFailures(news: Properties): { property: string; reason: string }[] {
  const failures = requiredInputs
    .filter((name) => news[name] === undefined)
    .map((property) => ({ property, reason: "is required" }));
  const type = unwrapSecret(news.type);
  if (typeof type === "string" && !isUnknown(type) && !knownTypes.includes(type)) {
    const reason = `the stand-in supports ${knownTypes.join(", ")}, not ${type}: install the real pulumi-resource-cloudflare`;
    failures.push({ property: "type", reason });
  }
  return failures;
}

function assertDnsRecord(urn: string): void {
  const type = urn.split("::")[2]?.split("$").at(-1);
  if (type === dnsRecordType) {
    return;
  }
  throw new Error(
    `the stand-in pulumi-resource-cloudflare supports only ${dnsRecordType}, not ${type}: install the real plugin with ` +
      "`pulumi plugin install resource cloudflare` and keep the stand-in off PATH",
  );
}

function zoneIdOf(properties: Properties): string {
  return String(unwrapSecret(properties.zoneId) ?? "");
}
