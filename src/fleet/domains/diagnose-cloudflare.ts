import {
  meaningOfCertificate,
  meaningOfHostname,
  type StateMeaning,
  toCertificateState,
  toHostnameState,
} from "../hostnames/hostname-states.ts";
import type { DomainFinding } from "./finding.ts";
import type { WantedDomain } from "./wanted-domain.ts";

const held = /held zone|zone hold/i;

/** What Cloudflare reports of the hostname and its certificate, beside the records. */
export function cloudflareFindings(wanted: WantedDomain): DomainFinding[] {
  const { hostname, status, certificateStatus, errors } = wanted;
  if (errors.some((error) => held.test(error))) {
    return [
      {
        ...{ code: "hostname-held", kind: "wrong", actor: "customer" },
        text: `${hostname} belongs to a zone at Cloudflare whose owner holds it (zone hold).`,
        fix: "Release the zone hold in that Cloudflare account, including subdomains. Then check the domain again.",
      },
    ];
  }
  const route = meaningOfHostname(toHostnameState(status));
  if (status === null) {
    const text = `${hostname} is not registered at Cloudflare yet.`;
    return [{ code: "not-registered", kind: "waiting", actor: "seller", text }];
  }
  if (route.standing === "bad" && route.actor === "seller") {
    return [
      {
        ...{ code: "hostname-blocked", kind: "wrong", actor: "seller" },
        text: `${hostname}: ${route.text}`,
        fix: `Contact Cloudflare's support about ${hostname}, or create the hostname again.`,
      },
    ];
  }
  if (route.standing !== "good") {
    // Without a deadline: Cloudflare documents none for its next check.
    const text = `Cloudflare has not yet seen the DNS record of ${hostname}. It checks again by itself.`;
    return [{ code: "waiting-for-cloudflare", kind: "waiting", actor: "Cloudflare", text }];
  }
  return certificateFindings(hostname, meaningOfCertificate(toCertificateState(certificateStatus)));
}

function certificateFindings(hostname: string, { standing, actor, text }: StateMeaning): DomainFinding[] {
  if (standing === "good") {
    return [];
  }
  if (standing === "bad") {
    return [
      {
        ...{ code: "certificate-failed", kind: "wrong", actor },
        text: `${hostname}: ${text}`,
        fix: "Once the DNS records are right, check the domain again: Cloudflare then orders the certificate again.",
      },
    ];
  }
  return [
    {
      ...{ code: "waiting-for-certificate", kind: "waiting" },
      actor: actor === "customer" ? "certificate authority" : actor,
      text: `${hostname}: ${text}`,
    },
  ];
}
