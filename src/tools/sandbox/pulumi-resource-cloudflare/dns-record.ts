import type { WireRecord } from "./dns-api.ts";
import { isSecret, isUnknown, toSecret, unwrapSecret } from "./engine-values.ts";

export type Properties = Readonly<Record<string, unknown>>;

export const requiredInputs = ["zoneId", "name", "type", "content", "ttl"] as const;
const comparedInputs = ["zoneId", "name", "type", "content", "ttl", "proxied", "comment", "tags"] as const;
const replacingInputs = new Set(["zoneId", "type"]);
export const knownTypes = ["A", "AAAA", "CNAME", "TXT"];

/** Body of a create or PUT call. */
export function toRequest(inputs: Properties) {
  const plain = unwrapAll(inputs);
  const { type, name, content, ttl } = plain;
  const { proxied = false, comment = null, tags = [] } = plain;
  return { type, name, content, ttl, proxied, comment, tags };
}

/** Outputs of the resource. The user's spelling of a value is kept if the API means the same. */
export function toOutputs(wire: WireRecord, written: Properties, zoneName?: string): Record<string, unknown> {
  const plain = unwrapAll(written);
  const own = (name: string, value: unknown) =>
    isSame(name, value, plain) && plain[name] !== undefined ? plain[name] : value;
  const outputs = {
    zoneId: plain.zoneId,
    name: plainHost(wire.name) === fullName(plain.name, zoneName) ? plain.name : wire.name,
    type: wire.type,
    content: own("content", wire.content),
    ttl: wire.proxied && plain.ttl !== undefined ? plain.ttl : wire.ttl,
    proxied: wire.proxied,
    ...(wire.comment ? { comment: wire.comment } : {}),
    tags: own("tags", wire.tags),
    proxiable: wire.proxiable,
    meta: "{}",
    createdOn: wire.created_on,
    modifiedOn: wire.modified_on,
    ...(wire.comment_modified_on === undefined ? {} : { commentModifiedOn: wire.comment_modified_on }),
  };
  const wrap = ([name, value]: [string, unknown]) => [name, isSecret(written[name]) ? toSecret(value) : value];
  return Object.fromEntries(Object.entries(outputs).map(wrap));
}

/**
 * Inputs as a refresh returns them: those of the program, with the current values. An empty list of tags
 * counts as missing.
 */
export function toInputs(outputs: Properties): Record<string, unknown> {
  const isGiven = (name: string) => outputs[name] !== undefined && (name !== "tags" || tagsOf(outputs[name]) !== "[]");
  return Object.fromEntries(comparedInputs.filter(isGiven).map((name) => [name, outputs[name]]));
}

/** Names of the inputs that differ in meaning, and those among them that require another record. */
export function compare(olds: Properties, news: Properties): { changed: string[]; replaces: string[] } {
  const before = unwrapAll(olds);
  const after = unwrapAll(news);
  const changed = comparedInputs.filter((name) => !isSame(name, before[name], after));
  return { changed, replaces: changed.filter((name) => replacingInputs.has(name)) };
}

function isSame(name: string, value: unknown, written: Properties): boolean {
  const other = written[name];
  if (isUnknown(value) || isUnknown(other)) {
    return false;
  }
  // A proxied record has no ttl of its own: the API always returns 1.
  if (name === "ttl" && written.proxied === true) {
    return true;
  }
  if (name === "proxied") {
    return (value ?? false) === (other ?? false);
  }
  if (name === "comment") {
    return (value || "") === (other || "");
  }
  if (name === "tags") {
    return tagsOf(value) === tagsOf(other);
  }
  if (name === "name" || (name === "content" && written.type !== "TXT")) {
    return plainHost(value) === plainHost(other);
  }
  return value === other;
}

/** Whether a name may lack the zone's name, which then has to be read. */
export function isShortName(wire: WireRecord, written: Properties): boolean {
  const name = unwrapSecret(written.name);
  return typeof name === "string" && plainHost(name) !== plainHost(wire.name);
}

function fullName(written: unknown, zoneName: string | undefined): string {
  const name = plainHost(written);
  if (zoneName === undefined) {
    return name;
  }
  return name === "@" ? zoneName : `${name}.${zoneName}`;
}

function plainHost(value: unknown): string {
  return String(value ?? "")
    .toLowerCase()
    .replace(/\.$/, "");
}

function tagsOf(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? value.map(String).sort() : []);
}

function unwrapAll(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, unwrapSecret(value)]));
}
