import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { z } from "zod";
import { listYamlFiles } from "../../../stacks/files/list-yaml-files.ts";
import type { YamlText } from "../../../stacks/files/parse-yaml.ts";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import type { Location } from "../../core/model/drift-report.ts";
import type { StackState, StateResource } from "./stack-state.ts";

/** Finds where a resource of a stack is declared. */
export type Locate = (resource: StateResource, stack: StackState) => Location | null;

const Project = z.object({ main: z.string().default("index.ts") });

/**
 * Locates the declarations of a project's resources: in the tenant's file in tenants/, in the stack's
 * configuration for the deployment, and in the program for all others. Paths are relative to `root`, such as
 * the repository's folder.
 */
export function declarationsIn(folder: string, root: string = folder): Locate {
  const files = new Map<string, YamlFile | undefined>();
  const open = (path: string): YamlFile | undefined => {
    if (!files.has(path)) {
      files.set(path, openYaml(path));
    }
    return files.get(path);
  };
  const at = (path: string, line: number | undefined): Location => ({
    file: relative(root, path).split(sep).join("/"),
    line: line ?? 1,
  });
  const projectFile = join(folder, "Pulumi.yaml");
  const program = programOf(folder, open(projectFile));
  const tenants = new Map<string, ReadonlyMap<string, YamlFile>>();
  return (resource, stack) => {
    if (!existsSync(projectFile)) {
      return null;
    }
    const [parentType, parentName] = parentOf(resource);
    const tenantsFolder = join(folder, settingOf(stack, "marketplane:tenants") ?? "tenants");
    const byId = tenants.get(tenantsFolder) ?? readTenants(tenantsFolder, open);
    tenants.set(tenantsFolder, byId);
    const tenant = parentType === "marketplane:index:Tenant" ? byId.get(parentName) : undefined;
    if (tenant) {
      return at(tenant.path, firstLine(tenant, textsOfTenant(resource)) ?? tenant.positionOfText(parentName)?.line);
    }
    const configuration = open(join(folder, `Pulumi.${stackNameIn(resource.urn)}.yaml`));
    const configured =
      parentType === "marketplane:index:Deployment" && configuration
        ? firstLine(configuration, textsOfDeployment(resource))
        : undefined;
    return configuration && configured !== undefined
      ? at(configuration.path, configured)
      : inProgram(resource, program, at);
  };
}

/** A YAML file that exists. */
interface YamlFile extends YamlText {
  readonly path: string;
}

function openYaml(path: string): YamlFile | undefined {
  return existsSync(path) ? { path, ...readYaml(path) } : undefined;
}

/**
 * Tenant files by tenant id. Errors in them are not reported here: `pulumi up` reports them, and a scan works
 * without.
 */
function readTenants(folder: string, open: (path: string) => YamlFile | undefined): ReadonlyMap<string, YamlFile> {
  const files = listYamlFiles(folder).files.flatMap((name) => open(join(folder, name)) ?? []);
  return new Map(files.map((file) => [String(Reflect.get(Object(file.value), "id")), file]));
}

function firstLine({ positionOfText }: YamlFile, texts: readonly unknown[]): number | undefined {
  return texts.map((text) => positionOfText(String(text))?.line).find((line) => line !== undefined);
}

/** Values of the resource that its tenant file contains, the most specific first. */
function textsOfTenant({ inputs }: StateResource): unknown[] {
  const { hostname, login, managedLogin, userLogin, ownerLogin, addonId, name } = inputs;
  // A counter is named by a key, and its user by the owner's login.
  const own = inputs.value === undefined ? [] : [name];
  return [hostname, login, managedLogin, ...own, userLogin, ownerLogin, addonId].filter((text) => text !== undefined);
}

function textsOfDeployment({ type, inputs }: StateResource): unknown[] {
  if (type.endsWith(":Pricing")) {
    return [inputs.uid];
  }
  return [type.endsWith(":AddonManifest") ? "marketplane:manifest" : "marketplane:fallbackOrigin"];
}

/** Type and name of the component that contains the resource. */
function parentOf({ parent }: StateResource): readonly [string, string] {
  const [, , types = "", name = ""] = (parent ?? "").split("::");
  return [types.split("$").at(-1) ?? "", name];
}

function stackNameIn(urn: string): string {
  return urn.split("::")[0]?.split(":").at(-1) ?? "";
}

/** The engine passes a stack's whole configuration to the default provider, so it is part of the state. */
function settingOf({ resources }: StackState, key: string): string | undefined {
  const values = resources.filter(({ type }) => type.startsWith("pulumi:providers:")).map(({ inputs }) => inputs[key]);
  return values.find((value) => typeof value === "string");
}

interface Program {
  readonly main: string;
  readonly folder: string;
  readonly sources: readonly { readonly path: string; readonly lines: readonly string[] }[];
}

function programOf(folder: string, project: YamlFile | undefined): Program {
  const { data } = Project.safeParse(project?.value ?? {});
  const main = join(folder, data?.main ?? "index.ts");
  const names = existsSync(join(main, "..")) ? readdirSync(join(main, "..")) : [];
  const paths = names.filter((name) => /\.[cm]?[jt]s$/.test(name)).map((name) => join(main, "..", name));
  const sources = paths.map((path) => ({ path, lines: readFileSync(path, "utf8").split("\n") }));
  return { main, folder, sources };
}

/** The position that the engine recorded, else the line with the resource's name, else the program itself. */
function inProgram(resource: StateResource, program: Program, at: (path: string, line?: number) => Location): Location {
  const noted = /^project:\/\/\/(.+)#(\d+)/.exec(resource.sourcePosition ?? "");
  if (noted?.[1]) {
    return at(join(program.folder, decodeURIComponent(noted[1])), Number(noted[2]));
  }
  const quoted = ['"', "'", "`"].map((quote) => `${quote}${resource.name}${quote}`);
  for (const { path, lines } of program.sources) {
    const index = lines.findIndex((line) => quoted.some((name) => line.includes(name)));
    if (index >= 0) {
      return at(path, index + 1);
    }
  }
  return at(program.main, 1);
}
