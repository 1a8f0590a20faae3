import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findLanguageHost, languageHostFolder, languagesCommand } from "../../../engine/language-hosts.ts";
import { withLock } from "../../../engine/lock.mjs";
import { runProcess } from "../../../engine/run-process.ts";
import { completeSdk } from "./complete-sdk.ts";
import { readPackageSchema } from "./package-schema.ts";
import type { SdkLanguage } from "./sdk-language.ts";

const generateTimeoutMs = 120_000;

interface Places {
  /** The checkout. */
  readonly root: string;
  /** The folder of the engine. */
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Generates the SDK of a language into sdk/<language> of the checkout, unless the one for this schema already
 * exists. Returns its folder.
 */
export async function generateSdk(language: SdkLanguage, places: Places): Promise<string> {
  const { root } = places;
  const out = join(root, "sdk");
  const folder = join(out, language);
  const schema = join(root, "providers/native/schema.json");
  await mkdir(out, { recursive: true });
  await withLock(join(out, `.${language}.lock`), async () => {
    const digest = await digestOf(schema, language, places);
    const stamp = join(out, `.${language}.digest`);
    if ((await readFile(stamp, "utf8").catch(() => "")) === digest) {
      return;
    }
    const draft = await mkdtemp(join(out, `.${language}-`));
    try {
      await generate(schema, language, draft, places);
      await completeSdk(root, join(draft, language), language, await readPackageSchema(schema));
      await rm(folder, { recursive: true, force: true });
      await rename(join(draft, language), folder);
      await writeFile(stamp, digest);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
  return folder;
}

async function generate(schema: string, language: SdkLanguage, out: string, { bin, env }: Places): Promise<void> {
  const host = language === "nodejs" ? bin : await findLanguageHost(language, env);
  if (host === undefined) {
    throw new Error(`The SDK of ${language} needs its generator: ${languagesCommand} ${language}`);
  }
  const home = await mkdtemp(join(tmpdir(), "marketplane-sdk-"));
  const own = {
    ...env,
    PATH: [dirname(process.execPath), host, bin, env.PATH ?? ""].join(delimiter),
    PULUMI_HOME: home,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  try {
    const args = ["package", "gen-sdk", schema, "--language", language, "--out", out];
    // Elsewhere than in the checkout: the engine would start the plugins that its Pulumi.yaml names.
    const end = await runProcess("pulumi", args, { cwd: home, env: own, timeoutMs: generateTimeoutMs });
    if (end.code !== 0) {
      throw new Error(`pulumi ${args.join(" ")} failed:\n${[...end.stdout, ...end.stderr].join("\n")}`);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Changes with all that an SDK is made from. */
async function digestOf(schema: string, language: SdkLanguage, { root, env }: Places): Promise<string> {
  const digest = createHash("sha256");
  const own = await readdir(import.meta.dirname, { recursive: true, withFileTypes: true });
  const sources = own.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of [schema, join(root, "LICENSE"), ...sources.sort()]) {
    digest.update(await readFile(file));
  }
  digest.update(language === "nodejs" ? "" : await languageHostFolder(language, env));
  return digest.digest("hex");
}
