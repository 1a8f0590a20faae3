import { accessSync, constants } from "node:fs";
import type { TestProject } from "vitest/node";

/**
 * A program that some tests run and that no npm package contains: its possible paths, and its package in
 * Debian.
 */
interface Program {
  places: string[];
  debianPackage: string;
}

const programs = {
  chromium: {
    places: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    debianPackage: "chromium",
  },
  fish: { places: ["/usr/bin/fish"], debianPackage: "fish" },
  haproxy: { places: ["/usr/sbin/haproxy"], debianPackage: "haproxy" },
  nginx: { places: ["/usr/sbin/nginx"], debianPackage: "nginx" },
  pgbouncer: { places: ["/usr/sbin/pgbouncer"], debianPackage: "pgbouncer" },
  zsh: { places: ["/usr/bin/zsh", "/bin/zsh"], debianPackage: "zsh" },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;

declare module "vitest" {
  export interface ProvidedContext {
    /** Paths of the programs found. */
    programs: Partial<Record<ProgramName, string>>;
  }
}

const names = Object.keys(programs) as ProgramName[];

/**
 * Looks for the programs once per run. If one is missing, CI fails here; any other run skips the tests that
 * need it and lists them at its end. The environment variable CHROMIUM_PATH (HAPROXY_PATH, …) names a program
 * in another place.
 */
export function setup(project: TestProject): (() => void) | undefined {
  const found = Object.fromEntries(names.map((name) => [name, findProgram(name)]));
  project.provide("programs", found);
  const missing = names.filter((name) => found[name] === undefined);
  if (missing.length === 0) {
    return undefined;
  }
  const packages = missing.map((name) => programs[name].debianPackage).join(" ");
  const remedy = `install them (Debian: apt-get install ${packages}), or set ${missing.map(toVariable).join(", ")}`;
  if (process.env.CI === "true") {
    throw new Error(`Tests need ${missing.join(", ")}, and CI=true forbids skipping them: ${remedy}`);
  }
  return () => {
    process.stderr.write(`\nTESTS THAT NEED ${missing.join(", ").toUpperCase()} WERE SKIPPED\n  ${remedy}\n\n`);
  };
}

function findProgram(name: ProgramName): string | undefined {
  const named = process.env[toVariable(name)];
  return (named === undefined ? programs[name].places : [named]).find(isExecutable);
}

function toVariable(name: ProgramName): string {
  return `${name.toUpperCase()}_PATH`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
