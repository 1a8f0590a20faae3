import { readFileSync } from "node:fs";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";

const Endpoints = z.object({ base_url: z.url(), sso_url: z.url().optional() });

/** As much of an add-on manifest as calls need ("Add-on Manifest"). */
const Manifest = z.object({
  id: z.string().min(1),
  api: z.object({
    config_vars: z.array(z.string()).default([]),
    password: z.string().min(1),
    sso_salt: z.string().min(1).optional(),
    production: Endpoints,
    test: Endpoints.optional(),
  }),
});
export type Manifest = z.infer<typeof Manifest>;

/** Reads a manifest in the page's format; an error names what is wrong and shows no value, for there are secrets in it. */
export function readManifest(file: string): Manifest {
  const parsed = Manifest.safeParse(parse(file));
  if (parsed.success) {
    return parsed.data;
  }
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new Error(`the manifest ${file} is none of an add-on: ${problems.join("; ")}`);
}

function parse(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`the manifest ${file} cannot be read: ${errorText(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would show a part of the text.
    throw new Error(`the manifest ${file} is not JSON`);
  }
}
