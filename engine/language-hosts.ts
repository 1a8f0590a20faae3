import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Target, targetFolder } from "./build-target.ts";
import { cacheFolder } from "./cache-folder.ts";

/** The command that gets the language hosts. */
export const languagesCommand = "npm run engine -- languages";

/** A language host, or for Java and .NET its SDK generator. Node's comes with the engine. */
export interface LanguageHost extends Target {
  /** A script that has to lie beside the program: its Go module, and its path there. */
  readonly script?: { readonly module: string; readonly path: string };
}

/** The hosts that tests and `npm run sdks` need in addition to Node's. */
export const languageHosts = {
  yaml: {
    name: "pulumi-language-yaml",
    module: "language-yaml",
    main: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  },
  python: {
    name: "pulumi-language-python",
    module: "language-python",
    main: "github.com/pulumi/pulumi/sdk/python/cmd/pulumi-language-python/v3",
    script: { module: "github.com/pulumi/pulumi/sdk/v3", path: "python/cmd/pulumi-language-python-exec" },
  },
  go: {
    name: "pulumi-language-go",
    module: "language-go",
    main: "github.com/pulumi/pulumi/sdk/go/pulumi-language-go/v3",
  },
  java: {
    name: "pulumi-language-java",
    module: "language-java",
    main: "github.com/pulumi/pulumi-java/pkg/cmd/pulumi-language-java",
  },
  dotnet: { name: "pulumi-language-dotnet", module: "language-dotnet", main: "." },
} as const satisfies Record<string, LanguageHost>;

export type Language = keyof typeof languageHosts;
export const languages = Object.keys(languageHosts) as Language[];

/** The folder of a host in the cache. Its name changes with what the host is built from. */
export async function languageHostFolder(language: Language, env: NodeJS.ProcessEnv): Promise<string> {
  const host = languageHosts[language];
  const digest = createHash("sha256");
  for (const file of ["go.mod", "go.sum", ...(host.main === "." ? ["main.go", "logo.png"] : [])]) {
    digest.update(await readFile(join(targetFolder(host), file)));
  }
  const name = `${language}-${digest.digest("hex").slice(0, 12)}-${process.platform}-${process.arch}`;
  return join(languagesCacheFolder(env), name);
}

export function languagesCacheFolder(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), "languages");
}

/** The folder to put on PATH for a language; undefined if its host has not been built. */
export async function findLanguageHost(
  language: Language,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const bin = join(await languageHostFolder(language, env), "bin");
  const isBuilt = await access(join(bin, languageHosts[language].name), constants.X_OK).then(
    () => true,
    () => false,
  );
  return isBuilt ? bin : undefined;
}
