/** A company that hosts DNS zones. */
export interface DnsProvider {
  readonly name: string;
  /** What it calls a record that points an apex at a host name; undefined if it offers none. */
  readonly apexRecord: string | undefined;
  /** What it calls the field of a record's name. */
  readonly nameField: string;
}

interface Known extends DnsProvider {
  /** Its name servers are below these names. */
  readonly suffixes: readonly RegExp[];
}

const below = (...domains: readonly string[]) =>
  domains.map((domain) => new RegExp(`(^|\\.)${domain.replaceAll(".", "\\.")}$`));

/** Providers by the names of their name servers. */
const providers: readonly Known[] = [
  { name: "Cloudflare", suffixes: below("ns.cloudflare.com"), apexRecord: "CNAME", nameField: "Name" },
  {
    name: "OVHcloud",
    suffixes: below("ovh.net", "ovh.ca", "anycast.me"),
    apexRecord: undefined,
    nameField: "Sub-domain",
  },
  { name: "Gandi", suffixes: below("gandi.net"), apexRecord: "ALIAS", nameField: "Name" },
  { name: "GoDaddy", suffixes: below("domaincontrol.com"), apexRecord: undefined, nameField: "Name" },
  {
    name: "IONOS",
    suffixes: below("ui-dns.com", "ui-dns.de", "ui-dns.org", "ui-dns.biz"),
    apexRecord: undefined,
    nameField: "Host name",
  },
  { name: "Namecheap", suffixes: below("registrar-servers.com"), apexRecord: "ALIAS", nameField: "Host" },
  {
    name: "Google Cloud DNS",
    suffixes: [/^ns-cloud-[a-e]\d\.googledomains\.com$/],
    apexRecord: "ALIAS",
    nameField: "DNS name",
  },
  { name: "Squarespace", suffixes: below("squarespacedns.com"), apexRecord: undefined, nameField: "Host" },
  {
    name: "Amazon Route 53",
    suffixes: [/(^|\.)awsdns-\d+\.(com|net|org|co\.uk)$/],
    apexRecord: undefined,
    nameField: "Record name",
  },
  { name: "Azure DNS", suffixes: [/(^|\.)azure-dns\.(com|net|org|info)$/], apexRecord: undefined, nameField: "Name" },
  { name: "DigitalOcean", suffixes: below("digitalocean.com"), apexRecord: undefined, nameField: "Hostname" },
  {
    name: "Hetzner",
    suffixes: below("ns.hetzner.com", "ns.hetzner.de", "first-ns.de", "second-ns.de", "second-ns.com"),
    apexRecord: undefined,
    nameField: "Name",
  },
  {
    name: "DNSimple",
    suffixes: below("dnsimple.com", "dnsimple-edge.net", "dnsimple-edge.org"),
    apexRecord: "ALIAS",
    nameField: "Name",
  },
  { name: "Netlify", suffixes: [/(^|\.)dns\d\.p\d+\.nsone\.net$/], apexRecord: undefined, nameField: "Name" },
  { name: "NS1", suffixes: below("nsone.net"), apexRecord: "ALIAS", nameField: "Record name" },
  { name: "Vercel", suffixes: below("vercel-dns.com"), apexRecord: "ALIAS", nameField: "Name" },
  { name: "Scaleway", suffixes: below("scaleway.com"), apexRecord: "ALIAS", nameField: "Name" },
  {
    name: "Infomaniak",
    suffixes: below("infomaniak.ch", "infomaniak.com"),
    apexRecord: undefined,
    nameField: "Source",
  },
  { name: "Porkbun", suffixes: below("porkbun.com"), apexRecord: "ALIAS", nameField: "Host" },
  { name: "Hostinger", suffixes: below("dns-parking.com", "hostinger.com"), apexRecord: "ALIAS", nameField: "Name" },
  { name: "Wix", suffixes: below("wixdns.net"), apexRecord: undefined, nameField: "Host name" },
  { name: "deSEC", suffixes: below("desec.io", "desec.org"), apexRecord: undefined, nameField: "Subname" },
];

/** The provider that most of the zone's name servers belong to; undefined if none is known. */
export function findDnsProvider(nameservers: readonly string[]): DnsProvider | undefined {
  return providers.find(({ suffixes }) => {
    const own = nameservers.filter((name) => suffixes.some((suffix) => suffix.test(name)));
    return own.length > 0 && own.length * 2 >= nameservers.length;
  });
}

/** The name as the provider's form takes it: relative to the zone, and @ for the zone itself. */
export function formName(name: string, zone: string): string {
  return name === zone ? "@" : name.endsWith(`.${zone}`) ? name.slice(0, -zone.length - 1) : name;
}
