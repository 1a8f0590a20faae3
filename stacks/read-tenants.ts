import { join } from "node:path";
import { checkSchema } from "@marketplane/providers/schema-problems.ts";
import { listYamlFiles } from "./files/list-yaml-files.ts";
import { readYaml } from "./files/read-yaml.ts";
import { nameClashes } from "./name-clashes.ts";
import { type Problem, problemsIn, validPart } from "./problems.ts";
import { OwnerlessTenant, TenantDeclaration, type TenantFile } from "./tenant-declaration.ts";
import { clashes, ruleProblems, type TenantPart, type TenantRules } from "./tenant-rules.ts";

/** A tenant and the file that declares it. */
export interface DeclaredTenant {
  /** Path relative to the tenants' folder. */
  readonly file: string;
  readonly declaration: TenantFile;
}

export interface Tenants {
  readonly tenants: readonly DeclaredTenant[];
  readonly problems: readonly Problem[];
  /** The valid content of the files, for rules that also concern other parts. */
  readonly parts: readonly TenantPart[];
}

/** The setting that contains the tenants' folder. */
const folderSetting = "configuration marketplane:tenants";

/**
 * Reads every YAML file of the folder and its subfolders, and checks each file alone and against all others.
 * A tenant is identified by its id: the file's location and name do not matter.
 */
export function readTenants(folder: string, rules: TenantRules): Tenants {
  return checkTenants(openTenants(folder), rules);
}

/** The files of a tenants' folder, each checked alone. Several stacks can share them. */
export interface OpenTenants {
  readonly files: readonly ReadTenant[];
  readonly problems: readonly Problem[];
}

export function openTenants(folder: string): OpenTenants {
  const listed = listYamlFiles(folder);
  const files = listed.files.map((file) => readTenant(join(folder, file), file));
  const problems = listed.problems.map(({ file, what }) =>
    file === "" ? { where: folderSetting, what: `the folder ${folder} ${what}` } : { where: file, what },
  );
  return { files, problems };
}

/** Checks the tenants against each other and against a deployment. */
export function checkTenants({ files, problems }: OpenTenants, rules: TenantRules): Tenants {
  const parts = files.flatMap(({ part }) => part ?? []);
  return {
    tenants: files.flatMap(({ tenant }) => tenant ?? []),
    parts,
    problems: [
      ...problems,
      ...files.flatMap((file) => file.problems),
      ...parts.flatMap((part) => ruleProblems(part, rules)),
      ...clashes(parts),
      ...nameClashes(files.flatMap(({ tenant, part }) => (tenant && part ? { ...part, ...tenant } : []))),
    ],
  };
}

type Path = readonly PropertyKey[];

interface ReadTenant {
  readonly tenant?: DeclaredTenant;
  readonly part?: TenantPart;
  readonly problems: readonly Problem[];
}

function readTenant(path: string, file: string): ReadTenant {
  const text = readYaml(path);
  if (text.problems.length > 0) {
    return { problems: text.problems.map(({ position, what }) => ({ where: file, position, what })) };
  }
  const schema = isOwnerless(text.value) ? OwnerlessTenant : TenantDeclaration;
  const { data, problems = [] } = checkSchema<typeof OwnerlessTenant>(schema, text.value, text);
  if (data !== undefined) {
    const part = { file, declaration: data, pathInFile: (path: Path) => path, positionOf: text.positionOf };
    return { tenant: { file, declaration: data }, part, problems: [] };
  }
  const { data: declaration, pathInInput } = validPart<typeof OwnerlessTenant>(schema, text.value);
  const part = { file, declaration, pathInFile: pathInInput, positionOf: text.positionOf };
  return { part, problems: problemsIn(file, text, problems) };
}

/** A file with hostnames and no owner or plan is a tenant without an owner. */
function isOwnerless(input: unknown): boolean {
  const has = (key: string) => typeof input === "object" && input !== null && Object.hasOwn(input, key);
  return has("hostnames") && !has("owner") && !has("plan");
}

/** The logins that a tenant's file declares. */
export function loginsOf({ owner, members }: TenantFile): string[] {
  return [...(owner ? [owner] : []), ...members].map(({ login }) => login);
}
