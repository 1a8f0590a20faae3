import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ZoneId } from "@marketplane/providers/cloudflare/zone-id.ts";
import { resourceProviders } from "@marketplane/providers/engine-types.ts";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { z } from "zod";
import { writeOutputText } from "../../core/output/write-output.ts";
import { toDeclarations } from "../../fleet/adopt/declarations.ts";
import { type AdoptScope, findUnmanaged } from "../../fleet/adopt/find-unmanaged.ts";
import { toImportFile } from "../../fleet/adopt/import-file.ts";
import { type AdoptReport, toText } from "../../fleet/adopt/report.ts";
import { type TenantFiles, toTenantFiles } from "../../fleet/adopt/tenant-files.ts";
import { type CommandEnvironment, print } from "../kernel/command-environment.ts";
import { jsonOption } from "../kernel/common-options.ts";
import { defineCommand, defineOption } from "../kernel/define-command.ts";
import { EndpointUrl } from "../kernel/option-types.ts";
import { withProgress } from "../kernel/with-progress.ts";

const vendors = vendorAccounts.map(({ name }) => name);

const Pricing = z
  .string()
  .regex(/^[0-9A-Za-z]{1,64}=\S(.*\S)?$/, "must be UID=NAME, such as ABCDEF1234567890=monthly_10")
  .transform((text): [string, string] => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)];
  });

const Plan = z
  .string()
  .regex(/^\S(.*\S)?=[0-9A-Za-z]{1,64}$/, "must be SLUG=UID, such as basic=ABCDEF1234567890")
  .transform((text): [string, string] => {
    const at = text.lastIndexOf("=");
    return [text.slice(at + 1), text.slice(0, at)];
  });

const options = {
  vendor: defineOption({
    value: "<vendor...>",
    description: `vendors to search: ${vendors.join(", ")}; credentials come from the environment`,
    schema: z.array(z.enum(vendors, { error: `must be one of ${vendors.join(", ")}` }), {
      error: `is required: one or more of ${vendors.join(", ")}`,
    }),
  }),
  zone: defineOption({ value: "<id...>", description: "zones at Cloudflare", schema: z.array(ZoneId).default([]) }),
  pricing: defineOption({
    value: "<uid=name...>",
    description: "pricings at apifew, whose API does not return the uid",
    schema: z.array(Pricing).default([]),
  }),
  baseUrl: defineOption({
    value: "<url>",
    description: "endpoint of the add-on provider, to find add-ons with their config vars",
    schema: EndpointUrl.optional(),
  }),
  importFile: defineOption({
    value: "<file>",
    description: "file to write for `pulumi import --file`",
    schema: z.string().optional(),
  }),
  provider: defineOption({
    value: "<provider>",
    description: "provider of the resources in --import-file: dynamic or native",
    schema: z.enum(resourceProviders, { error: `must be one of ${resourceProviders.join(", ")}` }).default("dynamic"),
  }),
  write: defineOption({
    value: "<folder>",
    description: "folder for the declarations, one TypeScript file for each vendor",
    schema: z.string().optional(),
  }),
  writeTenants: defineOption({
    value: "<folder>",
    description: "folder for tenant files; --write then gets only what no tenant file can declare",
    schema: z.string().optional(),
  }),
  plan: defineOption({
    value: "<slug=uid...>",
    description: "slug in marketplane:plans of each pricing whose licenses become tenants",
    schema: z.array(Plan).default([]),
  }),
  groupBy: defineOption({
    value: "<key>",
    description: "key of the custom metadata that identifies a hostname's customer",
    schema: z.string().min(1, "must name a key").optional(),
  }),
  state: defineOption({
    value: "<file>",
    description: "file of `pulumi stack export`; objects that it manages are left out",
    schema: z.string().optional(),
  }),
  json: jsonOption,
};

/** marketplane adopt: brings existing objects at the vendors under management without changing them. */
export function adoptCommand(environment: CommandEnvironment) {
  return defineCommand({
    name: "adopt",
    description: "Find existing objects at the vendors and write the files that bring them under management, unchanged",
    example:
      "marketplane adopt --vendor cloudflare --zone 023e105f4ecef8ad9ca31a8372d0c353 --write-tenants tenants --group-by tenant",
    options,
    rules: (schema) =>
      schema
        .refine(({ vendor, zone }) => vendor.includes("cloudflare") === zone.length > 0, {
          error: "--zone and --vendor cloudflare require each other",
        })
        .refine(({ writeTenants, plan, groupBy }) => writeTenants !== undefined || (plan.length === 0 && !groupBy), {
          error: "--plan and --group-by require --write-tenants",
        })
        .refine(({ writeTenants, importFile }) => writeTenants === undefined || !importFile, {
          error: "--write-tenants cannot be combined with --import-file: tenant files hold the IDs to adopt",
        })
        .refine(({ provider, importFile }) => provider === "dynamic" || importFile !== undefined, {
          error: "--provider native requires --import-file",
        })
        .refine(({ provider, write }) => provider === "dynamic" || write === undefined, {
          error: "--write cannot be combined with --provider native: `pulumi import` generates the declarations",
        })
        .refine(({ writeTenants, zone }) => writeTenants === undefined || zone.length < 2, {
          error: "--write-tenants accepts only one --zone",
        }),
    async handler({
      vendor,
      zone,
      pricing,
      baseUrl,
      importFile,
      provider,
      write,
      writeTenants,
      plan,
      groupBy,
      state,
      json,
    }) {
      const scope: AdoptScope = {
        vendors: vendors.filter((name) => vendor.includes(name)),
        zones: [...new Set(zone)],
        pricingNames: Object.fromEntries(pricing),
        baseUrl,
      };
      const settings = { configured: () => undefined, environment: environment.variable };
      const { objects, managedCount, notes } = await withProgress(environment.stderr, "searching the vendors", () =>
        findUnmanaged(scope, settings, state),
      );
      if (importFile !== undefined) {
        writeOutputText(importFile, `${JSON.stringify(toImportFile(objects, provider), null, 2)}\n`);
      }
      const { files, rest }: TenantFiles =
        writeTenants === undefined
          ? { files: [], rest: objects }
          : toTenantFiles(objects, { plans: Object.fromEntries(plan), groupBy });
      const declarations = [
        ...(writeTenants === undefined ? [] : writeNew(writeTenants, files)),
        ...(write === undefined ? [] : writeAll(write, toDeclarations(rest))),
      ];
      const report: AdoptReport = {
        objects: objects.map(({ definition, name, id }) => ({ type: definition.type, name, id })),
        managedCount,
        importFile: importFile ?? null,
        declarations,
        notes: [...notes, ...(writeTenants !== undefined && write === undefined ? restNotes(rest) : [])],
      };
      print(environment, report, { json, toText });
    },
  });
}

/** Notes on the objects that no tenant file can declare, so that they are not overlooked. */
function restNotes(rest: TenantFiles["rest"]): string[] {
  return [...Map.groupBy(rest, ({ definition }) => definition.type)].map(
    ([type, left]) =>
      `${left.length} ${type} cannot be declared in a tenant file: ${left[0]?.name}${left.length > 1 ? ", …" : ""}; --write FOLDER declares them in TypeScript`,
  );
}

/** Never overwrites a tenant file: someone may have edited it. */
function writeNew(folder: string, files: readonly { readonly name: string; readonly text: string }[]): string[] {
  const present = files.filter(({ name }) => existsSync(join(folder, name)));
  if (present.length > 0) {
    const names = present.map(({ name }) => name).join(", ");
    throw new Error(
      `${folder} already contains ${names}; nothing was written: move these files away, or choose another folder`,
    );
  }
  return writeAll(folder, files);
}

function writeAll(folder: string, files: readonly { readonly name: string; readonly text: string }[]): string[] {
  mkdirSync(folder, { recursive: true });
  return files.map(({ name, text }) => {
    const path = join(folder, name);
    writeOutputText(path, text);
    return path;
  });
}
