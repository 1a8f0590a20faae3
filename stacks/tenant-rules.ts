import { knownNamesText } from "@marketplane/providers/nearest-name.ts";
import { interpolationProblems } from "./config-references.ts";
import type { Position } from "./files/text-problem.ts";
import { ownNameFault } from "./hostname-faults.ts";
import type { Problem } from "./problems.ts";
import type { StackConfig } from "./stack-config.ts";
import { licensesUsed, type TenantFile } from "./tenant-declaration.ts";

/** The valid part of a tenant's file. */
export interface TenantPart {
  readonly file: string;
  readonly declaration: Partial<TenantFile>;
  /** The path in the file of a property of `declaration`. */
  readonly pathInFile: (path: readonly PropertyKey[]) => readonly PropertyKey[];
  /** The position of a path in the file. */
  readonly positionOf: (path: readonly PropertyKey[]) => Position | undefined;
}

/** The context that a tenant's declaration must match. */
export interface TenantRules {
  /**
   * The deployment's plan slugs; undefined if the configuration does not define them or only the engine knows
   * them.
   */
  readonly plans: readonly string[] | undefined;
  /**
   * The config vars of the add-on manifest; undefined if there is no manifest, "any" if only the engine knows
   * them.
   */
  readonly configVars: readonly string[] | "any" | undefined;
  /** The seller's own names, which cannot be a customer's, as far as the configuration defines them. */
  readonly ownNames?: readonly string[];
  /** The settings that config vars may refer to as `${config:name}`. */
  readonly values?: StackConfig["values"];
  /** How messages name a setting of the deployment; by default as one of the stack's configuration. */
  readonly settingName?: (setting: "plans" | "manifest") => string;
}

/** Checks a tenant's properties against each other and against the deployment. */
export function ruleProblems(part: TenantPart, rules: TenantRules): Problem[] {
  const { declaration } = part;
  const report: Report = (path, what) => problemOf(part, path, what);
  return [
    ...planProblems(declaration, rules, report),
    ...addonProblems(declaration, rules, report),
    ...licenseProblems(declaration, report),
    ...ownNameProblems(declaration, rules, report),
    ...ownerlessProblems(part, report),
    ...interpolationProblems(declaration.addon?.config ?? {}, declaration.id ?? "acme", {
      values: rules.values ?? {},
    }).map(({ name, what }) => report(["addon", "config", name], what)),
  ];
}

function problemOf(
  { file, pathInFile, positionOf }: TenantPart,
  property: readonly PropertyKey[],
  what: string,
): Problem {
  const path = pathInFile(property);
  return { where: file, property: path.map(String).join("."), position: positionOf(path), what };
}

type Report = (path: readonly PropertyKey[], what: string) => Problem;
type Declaration = TenantPart["declaration"];

function ownNameProblems({ hostnames = [] }: Declaration, { ownNames = [] }: TenantRules, report: Report): Problem[] {
  return hostnames.flatMap(({ hostname }, index) => {
    const fault = ownNameFault(hostname, ownNames);
    return fault ? [report(["hostnames", index, "hostname"], `${JSON.stringify(hostname)} ${fault}`)] : [];
  });
}

function planProblems({ plan }: Declaration, { plans, settingName }: TenantRules, report: Report): Problem[] {
  const setting = settingName?.("plans") ?? "marketplane:plans";
  return plan === undefined || plans === undefined || plans.includes(plan)
    ? []
    : [report(["plan"], `${JSON.stringify(plan)} is not in ${setting}${knownNamesText(plan, plans)}`)];
}

function addonProblems({ addon }: Declaration, { configVars, settingName }: TenantRules, report: Report): Problem[] {
  if (addon === undefined || configVars === "any") {
    return [];
  }
  if (configVars === undefined) {
    return [report(["addon"], `needs ${settingName?.("manifest") ?? "marketplane:manifest in the configuration"}`)];
  }
  return Object.keys(addon.config)
    .filter((name) => !configVars.includes(name))
    .map((name) =>
      report(["addon", "config", name], `is not in the manifest's configVars${knownNamesText(name, configVars)}`),
    );
}

function licenseProblems({ license, members }: Declaration, report: Report): Problem[] {
  if (license === undefined || members === undefined) {
    return [];
  }
  const used = licensesUsed({ members });
  if (license.lentBy !== undefined) {
    return members.length > 0 ? [report(["members"], "must be left out if the license is lent by another owner")] : [];
  }
  const rule = `must be at least ${used}, one for the owner and each member who uses one`;
  return license.quantity < used ? [report(["license", "quantity"], `${rule} (it is ${license.quantity})`)] : [];
}

/** A tenant without an owner can have only hostnames. */
function ownerlessProblems({ declaration }: TenantPart, report: Report): Problem[] {
  const { owner, plan, hostnames, members, counters, license, addon } = declaration;
  if (owner !== undefined || plan !== undefined || hostnames === undefined) {
    return [];
  }
  const needing: readonly (readonly [readonly string[], boolean])[] = [
    [["members"], (members ?? []).length > 0],
    [["counters"], Object.keys(counters ?? {}).length > 0],
    [["license", "lentBy"], license?.lentBy !== undefined],
    [["addon"], addon !== undefined],
  ];
  return needing.flatMap(([path, isThere]) => (isThere ? [report(path, "needs an owner and a plan")] : []));
}

interface Claim {
  readonly value: string;
  readonly path: readonly PropertyKey[];
}

/** Values that must occur in only one tenant, and only once. */
export function clashes(parts: readonly TenantPart[]): Problem[] {
  return [
    ...clashesOf(parts, ({ id }) => (id === undefined ? [] : [{ value: id, path: ["id"] }])),
    ...clashesOf(parts, ({ hostnames = [] }) =>
      hostnames.map(({ hostname }, index) => ({ value: hostname, path: ["hostnames", index, "hostname"] })),
    ),
    ...clashesOf(parts, ({ owner, members = [] }) => [
      ...(owner ? [{ value: owner.login, path: ["owner", "login"] }] : []),
      ...members.map(({ login }, index) => ({ value: login, path: ["members", index, "login"] })),
    ]),
    ...clashesOf(parts, ({ addon }) => (addon ? [{ value: addon.id, path: ["addon", "id"] }] : [])),
  ];
}

function clashesOf(parts: readonly TenantPart[], claimsOf: (declaration: Declaration) => readonly Claim[]): Problem[] {
  const first = new Map<string, string>();
  return parts.flatMap((part) =>
    claimsOf(part.declaration).flatMap(({ value, path }) => {
      // Addresses are compared in lower case; ids and hostnames already are.
      const key = value.toLowerCase();
      const holder = first.get(key);
      first.set(key, holder ?? part.file);
      return holder === undefined ? [] : [problemOf(part, path, `"${value}" is already in ${holder}`)];
    }),
  );
}
