import { isWithin } from "./find-zone.ts";
import type { DomainFinding } from "./finding.ts";
import type { DomainObservation } from "./observe-domain.ts";
import type { WantedDomain } from "./wanted-domain.ts";

/** The CAA value of each authority that Cloudflare orders certificates from, by Cloudflare's name of it. */
const authorities: Readonly<Record<string, { readonly name: string; readonly caa: string }>> = {
  google: { name: "Google Trust Services", caa: "pki.goog" },
  lets_encrypt: { name: "Let's Encrypt", caa: "letsencrypt.org" },
  ssl_com: { name: "SSL.com", caa: "ssl.com" },
};

/** A finding if CAA records forbid the authority that issues the certificate, or all that Cloudflare can use. */
export function caaFinding(wanted: WantedDomain, { caa, search }: DomainObservation): DomainFinding[] {
  if (caa === undefined) {
    return [];
  }
  const allowed = allowedBy(caa.values, wanted.hostname.startsWith("*."));
  const used = authorities[wanted.certificateAuthority ?? ""];
  const candidates = used === undefined ? Object.values(authorities) : [used];
  if (allowed === undefined || candidates.some((one) => allowed.includes(one.caa))) {
    return [];
  }
  const names = candidates.map(({ name }) => name).join(", ");
  const values = candidates.map((one) => `0 issue "${one.caa}"`).join(" or ");
  // Through a CNAME record, the records of the seller's own domain can decide.
  const isOwn = search.kind === "found" && isWithin(caa.at, search.zone.name);
  return [
    {
      ...{ code: "caa-forbids", kind: "wrong", actor: isOwn ? "customer" : "seller" },
      text: `The CAA records of ${caa.at} do not allow ${names} to issue a certificate.`,
      fix: `Add the CAA record ${values} to ${caa.at}.`,
    },
  ];
}

/** The authorities that may issue; undefined if the records do not restrict it (RFC 8659, sections 4.2 and 4.3). */
function allowedBy(values: readonly string[], isWildcard: boolean): string[] | undefined {
  const withTag = (tag: string) =>
    values.filter((value) => value.startsWith(`${tag} `)).map((value) => toIssuer(value.slice(tag.length + 1)));
  const wild = isWildcard ? withTag("issuewild") : [];
  const relevant = wild.length > 0 ? wild : withTag("issue");
  return relevant.length === 0 ? undefined : relevant;
}

/** The authority's name without its parameters; "" forbids all. */
function toIssuer(value: string): string {
  return (value.split(";")[0] ?? "").trim().toLowerCase();
}
