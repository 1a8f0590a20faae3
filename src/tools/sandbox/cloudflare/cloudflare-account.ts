import { randomUUID } from "node:crypto";
import type { SandboxContext } from "../sandbox-context.ts";
import { CertificateLimit } from "./certificate-limit.ts";
import { createCustomHostname } from "./custom-hostname-create.ts";
import { createRecord } from "./dns-record-write.ts";
import { noteDepartures, refreshZone, type ZoneContext } from "./hostname-status.ts";
import { Entitlements, type ZoneSeed } from "./seed.ts";
import { Zone } from "./zone.ts";

/** The emulated account: its zones, and the context that determines their statuses. */
export class CloudflareAccount {
  readonly zones = new Map<string, Zone>();
  readonly context: SandboxContext;
  readonly certificates: CertificateLimit;

  constructor(context: SandboxContext) {
    this.context = context;
    this.certificates = new CertificateLimit(context.seed.cloudflare.certificateLimit, () => context.clock.now());
    const seed = context.seed.cloudflare;
    this.#addZone(new Zone(seed.zoneId, seed.zoneName, zoneEntitlements(seed.zones, seed.zoneName)));
    for (const zoneSeed of seed.zones) {
      this.#plant(zoneSeed);
    }
    context.customerDns.watch({
      beforeChange: () => this.refreshAll(),
      afterChange: () => this.noteDepartures(),
    });
  }

  zoneContext(zone: Zone): ZoneContext {
    const { clock, customerDns, seed } = this.context;
    return { nowMs: clock.now(), zone, dns: customerDns, timings: seed.cloudflare.timings };
  }

  refreshAll(): void {
    for (const zone of this.zones.values()) {
      refreshZone(this.zoneContext(zone));
    }
  }

  noteDepartures(): void {
    for (const zone of this.zones.values()) {
      noteDepartures(this.zoneContext(zone));
    }
  }

  #addZone(zone: Zone): void {
    this.zones.set(zone.id, zone);
  }

  #plant(seed: ZoneSeed): void {
    const present = [...this.zones.values()].find(({ name }) => name === seed.name);
    const zone = present ?? new Zone(seed.id ?? randomUUID().replaceAll("-", ""), seed.name, seed.entitlements);
    if (present === undefined) {
      this.#addZone(zone);
    }
    const nowMs = this.context.clock.now();
    for (const record of seed.dnsRecords) {
      createRecord(zone, record, nowMs);
    }
    if (seed.fallbackOrigin !== undefined) {
      const dates = { createdAtMs: nowMs, updatedAtMs: nowMs, startedAtMs: nowMs, activeAtMs: nowMs };
      zone.fallbackOrigin = { origin: seed.fallbackOrigin, ...dates };
    }
    for (const { status, ssl_status: sslStatus, ...body } of seed.customHostnames) {
      const { hostname } = createCustomHostname(zone, body, nowMs);
      if (status !== undefined) {
        hostname.forced = { status, errors: [] };
      }
      if (sslStatus !== undefined && hostname.ssl !== undefined) {
        hostname.ssl.forced = { status: sslStatus, errors: [] };
      }
    }
  }
}

function zoneEntitlements(zones: readonly ZoneSeed[], name: string): Entitlements {
  return zones.find((zone) => zone.name === name)?.entitlements ?? Entitlements.parse({});
}
