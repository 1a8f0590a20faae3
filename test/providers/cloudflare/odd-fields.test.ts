import fc from "fast-check";
import { expect, it } from "vitest";
import { CertificatePace } from "../../../providers/cloudflare/certificate-pace.ts";
import { createCloudflareClient } from "../../../providers/cloudflare/client.ts";
import { customHostname } from "../../../providers/cloudflare/custom-hostname/index.ts";
import type { HttpClient } from "../../../providers/http/http-client.ts";
import { VendorError } from "../../../providers/http/vendor-error.ts";
import { collect } from "../../support/collect.ts";
import { FakeClock } from "../../support/fake-clock.ts";

type Wire = Record<string, unknown>;

const junk = fc.oneof(fc.constant([{}]), fc.constant({}), fc.constant(7), fc.constant("text"), fc.constant([null]));
/** Informative fields and fields that the provider uses, each with an undocumented value. */
const informing = fc.record({
  field: fc.constantFrom("created_at", "verification_errors", "ownership_verification", "ssl.validation_errors"),
  value: junk,
});
const acting = fc.record({
  field: fc.constantFrom("custom_metadata", "custom_origin_server", "ssl.settings", "ssl.method", "ssl"),
  value: fc.constantFrom<unknown>(7, [7], false),
});
const hostnames = fc.array(
  fc.record({
    odd: fc.oneof(
      fc.constant(undefined),
      informing.map((change) => ({ ...change, isActedOn: false })),
      acting.map((change) => ({ ...change, isActedOn: true })),
    ),
  }),
  { minLength: 5, maxLength: 40 },
);

function toWire(index: number, odd: { readonly field: string; readonly value: unknown } | undefined): Wire {
  const ssl: Wire = { method: "txt", type: "dv", status: "active", settings: {} };
  const wire: Wire = { id: `id-${index}`, hostname: `shop${index}.acme.com`, status: "active", ssl };
  if (odd?.field.startsWith("ssl.")) {
    ssl[odd.field.slice("ssl.".length)] = odd.value;
  } else if (odd) {
    wire[odd.field] = odd.value;
  }
  return wire;
}

/** A zone with these hostnames, as Cloudflare returns them. */
function serve(zone: readonly Wire[]): HttpClient {
  return {
    send: async ({ path, query, schema }) => {
      const id = /custom_hostnames\/(.+)$/.exec(path)?.[1];
      const page = Number(query?.page ?? 1) - 1;
      const size = Number(query?.per_page ?? 50);
      const result = id ? zone.find((wire) => wire.id === id) : zone.slice(page * size, (page + 1) * size);
      const parsed = schema.safeParse({ success: true, result });
      if (parsed.success) {
        return parsed.data;
      }
      const details = { vendor: "Cloudflare", kind: "malformed-response", outcome: "unknown", call: "GET" } as const;
      throw new VendorError({ ...details, detail: "the answer is not as documented" });
    },
  };
}

it("an invalid field fails at most its own hostname, and only if the provider uses the field", async () => {
  await fc.assert(
    fc.asyncProperty(hostnames, fc.boolean(), async (entries, areReadsShared) => {
      const clock = new FakeClock();
      const http = serve(entries.map(({ odd }, index) => toWire(index, odd)));
      const pace = new CertificatePace(clock);
      const context = { clock, client: createCloudflareClient(http, { perPage: 10, areReadsShared, clock, pace }) };
      const isOdd = ({ odd }: (typeof entries)[number]) => odd?.isActedOn === true;

      const reads = await Promise.allSettled(
        entries.map((_entry, index) => customHostname.read(`zone/id-${index}`, {}, context)),
      );
      const listed = await collect(customHostname.list({ zoneId: "zone" }, context));

      expect(reads.map(({ status }) => status === "rejected")).toEqual(entries.map(isOdd));
      expect(listed).toHaveLength(entries.filter((entry) => !isOdd(entry)).length);
    }),
    { numRuns: 100 },
  );
});
