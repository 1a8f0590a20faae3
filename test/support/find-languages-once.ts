import type { TestProject } from "vitest/node";
import { findLanguageHost, type Language, languages, languagesCommand } from "../../engine/language-hosts.ts";
import { findPythonPackages } from "../../engine/python-packages.ts";

/** Folders to put on PATH for programs of these languages, and the virtual environment of Python programs. */
export interface FoundLanguages {
  readonly hosts: Partial<Record<Language, string>>;
  readonly pythonPackages: string | undefined;
}

declare module "vitest" {
  export interface ProvidedContext {
    languages: FoundLanguages;
  }
}

/**
 * Looks for the language hosts once per run. If one is missing, CI fails here; any other run skips the tests
 * that need it and lists them at its end.
 */
export async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const hosts: Partial<Record<Language, string>> = {};
  const missing: string[] = [];
  for (const language of languages) {
    const bin = await findLanguageHost(language);
    if (bin === undefined) {
      missing.push(language);
    } else {
      hosts[language] = bin;
    }
  }
  const pythonPackages = await findPythonPackages();
  if (pythonPackages === undefined) {
    missing.push("Python's packages");
  }
  project.provide("languages", { hosts, pythonPackages });
  if (missing.length === 0) {
    return undefined;
  }
  const needed = missing.join(", ");
  if (process.env.CI === "true") {
    throw new Error(
      `Tests need the language hosts of ${needed}, and CI=true forbids skipping them: ${languagesCommand}`,
    );
  }
  return () => {
    process.stderr.write(
      `\nTESTS OF PROGRAMS AND SDKS WERE SKIPPED FOR: ${needed}\n  get them: ${languagesCommand}\n\n`,
    );
  };
}
