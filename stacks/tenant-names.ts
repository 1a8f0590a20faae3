import type { TenantFile } from "./tenant-declaration.ts";

/**
 * The names of a tenant's resources. They are stored in the state, so they must not change. They begin with
 * the tenant's id.
 */
export const tenantNames = {
  owner: (id: string) => `${id}-owner`,
  license: (id: string) => `${id}-license`,
  member: (id: string, login: string) => `${id}-member-${login}`,
  /** The earlier names of members, by their position in the list; an alias carries them over. */
  formerMember: (id: string, place: number) => `${id}-member-${place}`,
  managed: (member: string) => `${member}-managed`,
  assignment: (member: string) => `${member}-license`,
  counter: (id: string, counter: string) => `${id}-counter-${counter}`,
  hostname: (id: string, hostname: string) => `${id}-${hostname}`,
  addon: (id: string) => `${id}-addon`,
  addonConfig: (id: string) => `${id}-addon-config`,
} as const;

/** A name that a tenant's declaration uses, with its property. */
export interface TakenName {
  /** The engine distinguishes resources of one name by their type. */
  readonly type: string;
  readonly name: string;
  readonly property: string;
  readonly value: string;
}

/**
 * All names of a tenant that could equal a name of another tenant whose id is longer or shorter; aliases
 * included.
 */
export function namesTaken({ id, hostnames, members, counters, owner, license }: TenantFile): TakenName[] {
  const people = owner ? members : [];
  return [
    ...hostnames.map(({ hostname }) => ({
      ...{ type: "CustomHostname", name: tenantNames.hostname(id, hostname) },
      ...{ property: "hostnames", value: hostname },
    })),
    ...people.flatMap(({ login }, index) => memberNames(id, login, index + 1)),
    ...Object.keys(counters).map((counter) => ({
      ...{ type: "Counter", name: tenantNames.counter(id, counter) },
      ...{ property: "counters", value: counter },
    })),
    ...(owner && license.lentBy !== undefined
      ? [
          {
            type: "LicenseAssignment",
            name: tenantNames.license(id),
            property: "license.lentBy",
            value: license.lentBy,
          },
        ]
      : []),
  ];
}

function memberNames(id: string, login: string, place: number): TakenName[] {
  const of = { property: "members", value: login };
  return [tenantNames.member(id, login), tenantNames.formerMember(id, place)].flatMap((name) => [
    { type: "User", name, ...of },
    { type: "ManagedUser", name: tenantNames.managed(name), ...of },
    { type: "LicenseAssignment", name: tenantNames.assignment(name), ...of },
  ]);
}
