import { describe, inject, it } from "vitest";
import { type Language, languagesCommand } from "../../engine/language-hosts.ts";
import { describeWithEngine } from "./engine.ts";

/** Node's host comes with the engine. */
export type ProgramLanguage = Language | "nodejs";

/**
 * A group of tests that run the engine with the host of a language. Without either it is one skipped test
 * that says why.
 */
export function describeWithLanguage(language: ProgramLanguage, name: string, define: () => void): void {
  const missing = missingFor(language);
  if (missing === undefined) {
    describeWithEngine(name, define);
    return;
  }
  describe(name, () => {
    it(`needs ${missing} (${languagesCommand})`, (context) => context.skip(`${missing} is missing`));
  });
}

/** The folders to put on PATH for a language. */
export function languagePath(language: ProgramLanguage): string[] {
  const bin = language === "nodejs" ? undefined : inject("languages").hosts[language];
  return bin === undefined ? [] : [bin];
}

/** The virtual environment of Python programs. */
export function pythonPackages(): string {
  const venv = inject("languages").pythonPackages;
  if (venv === undefined) {
    throw new Error(`Python's packages are missing; get them: ${languagesCommand}`);
  }
  return venv;
}

function missingFor(language: ProgramLanguage): string | undefined {
  const { hosts, pythonPackages } = inject("languages");
  if (language !== "nodejs" && hosts[language] === undefined) {
    return `the language host of ${language}`;
  }
  return language === "python" && pythonPackages === undefined ? "the packages of Python" : undefined;
}
