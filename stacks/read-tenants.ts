import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { interpolationProblems } from "./interpolate.ts";
import { type Problem, problemsOf } from "./problems.ts";
import { licensesUsed, OwnerlessTenant, TenantDeclaration, type TenantFile } from "./tenant-declaration.ts";
import { namesTaken, type TakenName } from "./tenant-names.ts";

/** A tenant and the file that declares it. */
export interface DeclaredTenant {
  readonly file: string;
  readonly declaration: TenantFile;
}

export interface Tenants {
  readonly tenants: readonly DeclaredTenant[];
  readonly problems: readonly Problem[];
}

/** What a tenant's declaration has to agree with. */
export interface TenantRules {
  /** The plan slugs that the deployment sells. */
  readonly plans: readonly string[];
  /** The config vars of the add-on manifest; undefined where there is no manifest. */
  readonly configVars: readonly string[] | undefined;
}

/** Reads every *.yaml of the folder and checks each by itself and all against each other. */
export function readTenants(folder: string, rules: TenantRules): Tenants {
  if (!existsSync(folder)) {
    return { tenants: [], problems: [] };
  }
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();
  const results = files.map((name) => readTenant(join(folder, name)));
  const tenants = results.flatMap(({ tenant }) => (tenant ? [tenant] : []));
  return {
    tenants,
    problems: [
      ...results.flatMap(({ problems }) => problems),
      ...tenants.flatMap((tenant) => ruleProblems(tenant, rules)),
      ...clashes(tenants, "id", ({ id }) => [id]),
      ...clashes(tenants, "hostname", ({ hostnames }) => hostnames.map(({ hostname }) => hostname)),
      ...clashes(tenants, "login", loginsOf),
      ...clashes(tenants, "addon.id", ({ addon }) => (addon ? [addon.id] : [])),
      ...nameClashes(tenants),
    ],
  };
}

function readTenant(file: string): { tenant?: DeclaredTenant; problems: Problem[] } {
  const name = basename(file);
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: new LineCounter() });
  const broken = document.errors[0];
  if (broken) {
    return { problems: [{ where: name, what: `is no YAML: ${broken.message.split("\n")[0]}` }] };
  }
  const input: unknown = document.toJS();
  const parsed = (isOwnerless(input) ? OwnerlessTenant : TenantDeclaration).safeParse(input);
  return parsed.success
    ? { tenant: { file: name, declaration: parsed.data }, problems: [] }
    : { problems: problemsOf(name, parsed.error, input) };
}

function ruleProblems({ file, declaration }: DeclaredTenant, { plans, configVars }: TenantRules): Problem[] {
  const { plan, addon, license, members } = declaration;
  const problems: Problem[] = [];
  problems.push(...ownerlessProblems(file, declaration));
  if (plan !== undefined && !plans.includes(plan)) {
    const what = `must be one of the plans in marketplane:plans (${plans.join(", ")}), not ${JSON.stringify(plan)}`;
    problems.push({ where: `${file}, plan`, what });
  }
  if (addon && !configVars) {
    problems.push({ where: `${file}, addon`, what: "needs marketplane:manifest in the configuration" });
  }
  const foreign = Object.keys(addon?.config ?? {}).filter((name) => configVars && !configVars.includes(name));
  if (foreign.length > 0) {
    const what = `must be among the manifest's configVars (${configVars?.join(", ")}), which have no ${foreign.join(", ")}`;
    problems.push({ where: `${file}, addon.config`, what });
  }
  const used = licensesUsed(declaration);
  if (license.lentBy === undefined && license.quantity < used) {
    const what = `must be at least ${used}, one for the owner and each member who uses one (it is ${license.quantity})`;
    problems.push({ where: `${file}, license.quantity`, what });
  }
  if (license.lentBy !== undefined && members.length > 0) {
    problems.push({ where: `${file}, members`, what: "must be left out where the license is lent by another owner" });
  }
  problems.push(...interpolationProblems(`${file}, addon.config`, addon?.config ?? {}, declaration));
  return problems;
}

/** A file that has hostnames and says nothing of an owner or a plan means it so. */
function isOwnerless(input: unknown): boolean {
  const has = (key: string) => typeof input === "object" && input !== null && Object.hasOwn(input, key);
  return has("hostnames") && !has("owner") && !has("plan");
}

/** Without an owner there is nobody who could have anything but hostnames. */
function ownerlessProblems(file: string, { owner, members, counters, license, addon }: TenantFile): Problem[] {
  const needing = {
    members: members.length > 0,
    counters: Object.keys(counters).length > 0,
    "license.lentBy": license.lentBy !== undefined,
    addon: addon !== undefined,
  };
  return Object.entries(owner ? {} : needing).flatMap(([name, isThere]) =>
    isThere ? [{ where: `${file}, ${name}`, what: "needs an owner and a plan" }] : [],
  );
}

/** The logins that a tenant's file declares. */
export function loginsOf({ owner, members }: TenantFile): string[] {
  return [...(owner ? [owner] : []), ...members].map(({ login }) => login);
}

/** Values that must stand in one tenant only, and once. */
function clashes(
  tenants: readonly DeclaredTenant[],
  property: string,
  valuesOf: (declaration: TenantFile) => readonly string[],
): Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { file, declaration } of tenants) {
    for (const value of valuesOf(declaration)) {
      const owner = first.get(value);
      if (owner !== undefined) {
        problems.push({ where: `${file}, ${property}`, what: `"${value}" stands in ${owner} already` });
      }
      first.set(value, owner ?? file);
    }
  }
  return problems;
}

/**
 * Values of two tenants that would give two resources one name, such as eu-shop.x of acme and shop.x of acme-eu. Another name for one
 * of them would have to depend on what the other tenants declare, and so would change with them.
 */
function nameClashes(tenants: readonly DeclaredTenant[]): Problem[] {
  const first = new Map<string, { readonly file: string; readonly taken: TakenName }>();
  const problems = new Map<string, Problem>();
  for (const { file, declaration } of tenants) {
    for (const taken of namesTaken(declaration)) {
      const { type, name, property, value } = taken;
      const other = first.get(`${type} ${name}`);
      first.set(`${type} ${name}`, other ?? { file, taken });
      const key = `${file} ${property} ${value} ${other?.file}`;
      if (other && other.file !== file && !problems.has(key)) {
        const what =
          `"${value}" would have the resource name "${name}", as "${other.taken.value}" of ${other.file}, ${other.taken.property} has: ` +
          "give one of the two tenants another id (with adopt: true, what it has stays)";
        problems.set(key, { where: `${file}, ${property}`, what });
      }
    }
  }
  return [...problems.values()];
}
