import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ZoneId } from "@marketplane/providers/cloudflare/zone-id.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import { vendorAccounts } from "@marketplane/providers/vendor-accounts.ts";
import { z } from "zod";
import { writeOutputText } from "../../core/output/write-output.ts";
import { toDeclarations } from "../../fleet/adopt/declarations.ts";
import { type AdoptScope, findUnmanaged } from "../../fleet/adopt/find-unmanaged.ts";
import { toImportFile } from "../../fleet/adopt/import-file.ts";
import { type AdoptReport, toText } from "../../fleet/adopt/report.ts";
import { type TenantFiles, toTenantFiles } from "../../fleet/adopt/tenant-files.ts";
import { defineCommand } from "../define-command.ts";
import { EndpointUrl } from "../endpoint-url.ts";

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

const Options = z
  .strictObject({
    vendor: z.array(z.enum(vendors, { error: `must be one of ${vendors.join(", ")}` }), {
      error: `is required: one or more of ${vendors.join(", ")}`,
    }),
    zone: z.array(ZoneId).default([]),
    pricing: z.array(Pricing).default([]),
    baseUrl: EndpointUrl.optional(),
    importFile: z.string().optional(),
    write: z.string().optional(),
    writeTenants: z.string().optional(),
    plan: z.array(Plan).default([]),
    groupBy: z.string().min(1, "must name a key").optional(),
    state: z.string().optional(),
    json: z.boolean().default(false),
  })
  .refine(({ vendor, zone }) => vendor.includes("cloudflare") === zone.length > 0, {
    path: ["zone"],
    error: "belongs to --vendor cloudflare: give both or none",
  })
  .refine(({ writeTenants, plan, groupBy }) => writeTenants !== undefined || (plan.length === 0 && !groupBy), {
    path: ["writeTenants"],
    error: "is what --plan and --group-by belong to",
  })
  .refine(({ writeTenants, importFile, zone }) => writeTenants === undefined || (!importFile && zone.length < 2), {
    path: ["writeTenants"],
    error: "takes one zone, and goes without --import-file: the files have the ids to adopt",
  });

/** marketplane adopt: brings what exists at the vendors under management without a write there. */
export function adoptCommand(settings: Settings) {
  return defineCommand({
    name: "adopt",
    description: "Finds what exists at the vendors and writes what brings it under management, without a write there",
    flags: {
      "--vendor <vendor...>": `where to look: ${vendors.join(", ")}; credentials come from the environment`,
      "--zone <id...>": "zone at Cloudflare",
      "--pricing <uid=name...>": "pricing at apifew, whose answers tell no uid",
      "--base-url <url>": "endpoint of the add-on provider, to find add-ons beside their config vars",
      "--import-file <file>": "writes this file for `pulumi import --file`",
      "--write <folder>": "writes the declarations into this folder, a TypeScript file for each vendor",
      "--write-tenants <folder>":
        "writes what it can as tenants' files into this folder, and to --write only what is left",
      "--plan <slug=uid...>": "slug in marketplane:plans of a pricing, whose licenses then become tenants",
      "--group-by <key>": "key of the custom metadata that names the customer of a hostname",
      "--state <file>": "leaves out what this `pulumi stack export` manages already",
      "--json": "prints JSON",
    },
    options: Options,
    async handler({ vendor, zone, pricing, baseUrl, importFile, write, writeTenants, plan, groupBy, state, json }) {
      const scope: AdoptScope = {
        vendors: vendors.filter((name) => vendor.includes(name)),
        zones: [...new Set(zone)],
        pricingNames: Object.fromEntries(pricing),
        baseUrl,
      };
      const { objects, managedCount, notes } = await findUnmanaged(scope, settings, state);
      if (importFile !== undefined) {
        writeOutputText(importFile, `${JSON.stringify(toImportFile(objects), null, 2)}\n`);
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
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : toText(report));
    },
  });
}

/** What no tenant's file can say must not be overlooked. */
function restNotes(rest: TenantFiles["rest"]): string[] {
  return [...Map.groupBy(rest, ({ definition }) => definition.type)].map(
    ([type, left]) =>
      `${left.length} ${type} cannot be said by a tenant's file as they are: ${left[0]?.name}${left.length > 1 ? ", …" : ""}; --write FOLDER declares them in TypeScript`,
  );
}

/** A tenant's file is somebody's own by now: none is written over. */
function writeNew(folder: string, files: readonly { readonly name: string; readonly text: string }[]): string[] {
  const present = files.filter(({ name }) => existsSync(join(folder, name)));
  if (present.length > 0) {
    const names = present.map(({ name }) => name).join(", ");
    throw new Error(`${folder} has ${names} already, and nothing was written: move them away, or name another folder`);
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
