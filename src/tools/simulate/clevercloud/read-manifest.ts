import { readFileSync } from "node:fs";
import { errorText } from "@marketplane/providers/error-text.ts";
import { z } from "zod";

const Endpoints = z.object({ base_url: z.url(), sso_url: z.url().optional() });

/** The parts of an add-on manifest that calls need ("Add-on Manifest"). */
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

/** Reads a manifest in the page's format. Errors contain no values, because some are secrets. */
export function readManifest(file: string): Manifest {
  const parsed = Manifest.safeParse(parse(file));
  if (parsed.success) {
    return parsed.data;
  }
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  throw new Error(`${file} is not a valid add-on manifest: ${problems.join("; ")}`);
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
    // The parser's message would contain a part of the text.
    throw new Error(`the manifest ${file} is not JSON`);
  }
}
