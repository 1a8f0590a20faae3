import { createHash } from "node:crypto";
import { toIsoTime } from "../clock.ts";
import { type HostnameStatus, refreshHostname, type ZoneContext } from "./hostname-status.ts";
import { dcvDelegationTarget, dcvHttpUrl, dcvTxtName, ownershipHttpUrl, ownershipTxtName } from "./routing.ts";
import { expiryOf, methodOf, type SslOrder } from "./ssl-order.ts";
import type { CustomHostname } from "./zone.ts";

/** A custom hostname as the API returns it. */
export function toWire(hostname: CustomHostname, zoneContext: ZoneContext) {
  const refreshed = refreshHostname(hostname, zoneContext);
  const isOwned = refreshed.status === "active" || refreshed.status === "active_redeploying";
  return {
    id: hostname.id,
    hostname: hostname.hostname,
    ...(hostname.ssl === undefined ? {} : { ssl: sslToWire(hostname, hostname.ssl, refreshed, zoneContext) }),
    ...(hostname.customMetadata === undefined ? {} : { custom_metadata: hostname.customMetadata }),
    ...(hostname.customOriginServer === undefined ? {} : { custom_origin_server: hostname.customOriginServer }),
    ...(hostname.customOriginSni === undefined ? {} : { custom_origin_sni: hostname.customOriginSni }),
    status: refreshed.status,
    ...(refreshed.verificationErrors.length === 0 ? {} : { verification_errors: refreshed.verificationErrors }),
    ...(isOwned ? {} : ownershipRecords(hostname)),
    created_at: toIsoTime(hostname.createdAtMs),
  };
}

function ownershipRecords(hostname: CustomHostname) {
  return {
    ownership_verification: { type: "txt", name: ownershipTxtName(hostname), value: hostname.ownershipToken },
    ownership_verification_http: { http_url: ownershipHttpUrl(hostname), http_body: hostname.ownershipToken },
  };
}

function sslToWire(hostname: CustomHostname, order: SslOrder, refreshed: HostnameStatus, zoneContext: ZoneContext) {
  const status = refreshed.sslStatus ?? "initializing";
  const isUploaded = order.uploaded !== undefined;
  const hasRecords = order.path !== "deploy" && status !== "initializing" && !isIssued(status);
  const errors = order.forced?.errors ?? (status === "validation_timed_out" ? ["validation timed out"] : []);
  return {
    id: order.id,
    status,
    // An uploaded certificate is returned without type, certificate and key.
    ...(isUploaded ? {} : { type: order.type, method: methodOf(order) }),
    bundle_method: order.bundleMethod,
    wildcard: order.wildcard,
    ...(isUploaded ? {} : { certificate_authority: order.certificateAuthority }),
    ...(order.cloudflareBranding ? { cloudflare_branding: true } : {}),
    settings: order.settings,
    ...(hasRecords ? { validation_records: validationRecords(hostname, order) } : {}),
    ...(errors.length === 0 ? {} : { validation_errors: errors.map((message) => ({ message })) }),
    ...(isUploaded ? {} : delegationRecords(hostname, zoneContext)),
    ...(isIssued(status) ? certificateToWire(hostname, order, zoneContext) : {}),
  };
}

function isIssued(status: string): boolean {
  return status === "active" || status === "expired" || status === "pending_expiration";
}

function delegationRecords(hostname: CustomHostname, zoneContext: ZoneContext) {
  const record = { cname: dcvTxtName(hostname), cname_target: dcvDelegationTarget(hostname, zoneContext.zone) };
  return { dcv_delegation_records: [record] };
}

function validationRecords(hostname: CustomHostname, order: SslOrder) {
  const method = methodOf(order);
  if (method === "http") {
    const url = dcvHttpUrl(hostname, order.httpToken);
    return [{ status: "pending", http_url: url, http_body: order.httpToken }];
  }
  if (method === "email") {
    const domain = hostname.hostname.split(".").slice(-2).join(".");
    const mailboxes = ["administrator", "admin", "hostmaster", "postmaster", "webmaster"];
    return [{ status: "pending", emails: mailboxes.map((mailbox) => `${mailbox}@${domain}`) }];
  }
  return order.txtTokens.map((token) => ({
    status: "pending",
    txt_name: dcvTxtName(hostname),
    txt_value: token,
  }));
}

function certificateToWire(hostname: CustomHostname, order: SslOrder, zoneContext: ZoneContext) {
  const issuedAtMs = order.issuedAtMs ?? order.startedAtMs;
  const fingerprint = order.uploaded?.fingerprint ?? digest(`${order.id}:${issuedAtMs}`);
  const certificate = {
    issuer: order.uploaded?.issuer ?? issuers[order.certificateAuthority],
    serial_number: order.uploaded?.serialNumber ?? fingerprint.slice(0, 32),
    signature: "ECDSAWithSHA256",
    expires_on: toIsoTime(expiryOf(order, zoneContext.timings)),
  };
  const managedHosts = [hostname.hostname, ...(order.wildcard ? [`*.${hostname.hostname}`] : [])];
  return {
    hosts: order.uploaded?.hosts ?? managedHosts,
    ...certificate,
    uploaded_on: toIsoTime(issuedAtMs),
    certificates: [{ id: order.id, ...certificate, issued_on: toIsoTime(issuedAtMs), fingerprint_sha256: fingerprint }],
  };
}

const issuers = {
  google: "GoogleTrustServices",
  lets_encrypt: "LetsEncrypt",
  ssl_com: "SSLCorporation",
  digicert: "DigiCertInc",
} satisfies Record<SslOrder["certificateAuthority"], string>;

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
