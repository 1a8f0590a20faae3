import { isServed } from "../hostnames/hostnames-condition.ts";
import { caaFinding } from "./diagnose-caa.ts";
import { cloudflareFindings } from "./diagnose-cloudflare.ts";
import { recordFindings } from "./diagnose-records.ts";
import { type DomainFinding, findingCodes } from "./finding.ts";
import type { DomainObservation } from "./observe-domain.ts";
import type { WantedDomain } from "./wanted-domain.ts";

/** Explains an observation: what is wrong or still missing, who has to act, and how. The most urgent comes first. */
export function diagnose(wanted: WantedDomain, observation: DomainObservation): DomainFinding[] {
  const zone = zoneFinding(observation);
  // Without answers about the zone, nothing can be said about its records.
  const findings = [
    ...(zone === undefined ? [...recordFindings(wanted, observation), ...caaFinding(wanted, observation)] : [zone]),
    ...cloudflareFindings(wanted),
    ...lameServers(observation),
  ];
  const isLive = isServed(wanted);
  if (isLive && findings.every(({ kind }) => kind !== "wrong")) {
    findings.push({ code: "live", kind: "note", actor: "none", text: `${wanted.hostname} is live.` });
  }
  return findings.filter(({ kind }) => !(isLive && kind === "waiting")).sort((one, other) => rank(one) - rank(other));
}

function rank({ code }: DomainFinding): number {
  return findingCodes.indexOf(code);
}

function zoneFinding({ search }: DomainObservation): DomainFinding | undefined {
  switch (search.kind) {
    case "found":
      return undefined;
    case "unregistered":
      return {
        ...{ code: "domain-unregistered", kind: "wrong", actor: "customer" },
        text: `${search.domain} does not exist: it is not registered, or its registration has expired.`,
        fix: `Register or renew ${search.domain} at a registrar.`,
      };
    case "bogus":
      return {
        ...{ code: "dnssec-broken", kind: "wrong", actor: "DNS provider" },
        text: `The DNSSEC signatures of ${search.domain} do not match, so resolvers refuse its records.`,
        fix: `Make the DS record at the registrar of ${search.domain} match its DNS provider's keys, or remove the DS record.`,
      };
    case "failing":
      return {
        ...{ code: "nameservers-failing", kind: "wrong", actor: "DNS provider" },
        text: `The name servers of ${search.domain} do not answer for it.`,
        fix: `Have the name servers that the registrar of ${search.domain} lists serve the domain, or list the right ones.`,
      };
    case "unknown":
      return {
        ...{ code: "resolvers-silent", kind: "waiting", actor: "seller" },
        text: "None of the configured DNS resolvers answers, so nothing is known about the domain.",
        fix: "Check dns.resolvers in the configuration, and the network of the control plane.",
      };
  }
}

function lameServers({ search, hasOwnAnswers }: DomainObservation): DomainFinding[] {
  if (search.kind !== "found" || hasOwnAnswers) {
    return [];
  }
  const { name, nameservers } = search.zone;
  const list = nameservers.length === 0 ? "" : ` (${nameservers.join(", ")})`;
  return [
    {
      ...{ code: "nameservers-lame", kind: "note", actor: "DNS provider" },
      text: `The name servers of ${name}${list} do not answer us for it. The records shown come from a resolver.`,
      fix: `Check that each name server of ${name} answers for it.`,
    },
  ];
}
