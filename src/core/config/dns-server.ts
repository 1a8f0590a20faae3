import { isIP } from "node:net";
import { z } from "zod";

/** A DNS server to ask. */
export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

const portDefault = 53;
const form = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<v4>[0-9.]+)|(?<bare>[0-9a-f:]+))(?::(?<port>\d{1,5}))?$/i;

/** Reads 1.1.1.1, 1.1.1.1:5353, 2606:4700:4700::1111 or [2606:4700:4700::1111]:53; undefined for anything else. */
export function parseDnsServer(text: string): DnsServer | undefined {
  const { v4, v6, bare, port } = (isIP(text) === 6 ? { bare: text } : form.exec(text)?.groups) ?? {};
  const address = v4 ?? v6 ?? bare ?? "";
  const number = port === undefined ? portDefault : Number(port);
  return isIP(address) === 0 || number < 1 || number > 65_535 ? undefined : { address, port: number };
}

/** Text of a server for people. */
export function dnsServerText({ address, port }: DnsServer): string {
  if (port === portDefault) {
    return address;
  }
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
}

/** A server in the configuration, as text. */
export const DnsServerText = z.string().refine((text) => parseDnsServer(text) !== undefined, {
  error: "must be an IP address with an optional port, such as 1.1.1.1 or 127.0.0.1:5353",
});
