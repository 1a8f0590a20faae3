import { existsSync } from "node:fs";
import { join } from "node:path";
import { readYaml } from "../../../stacks/files/read-yaml.ts";
import type { Position } from "../../../stacks/files/text-problem.ts";
import type { Problem } from "../../../stacks/problems.ts";
import type { CommitProblem } from "./commit-result.ts";

/** Where a stack's declaration files are, relative to the repository's root. */
export interface DeclarationPlaces {
  readonly root: string;
  /** The files that may contain a setting: the stack's, then the project's. */
  readonly files: readonly string[];
  readonly tenantsFolder: string;
}

const settingPrefix = "configuration ";

type Place = Pick<CommitProblem, "file" | "line" | "column">;

/** A position in a file of the repository; without one, the file as a whole. */
export function placeIn(file: string, position: Position | undefined): Place {
  return position === undefined ? { file, line: null } : { file, ...position };
}

/** Adds file and line to a problem that the readers in stacks/ reported. */
export function locateProblem({ where, property, position, what }: Problem, places: DeclarationPlaces): CommitProblem {
  if (!where.startsWith(settingPrefix)) {
    const message = property === undefined ? what : `${property}: ${what}`;
    return { ...placeIn(join(places.tenantsFolder, where), position), message };
  }
  const setting = where.slice(settingPrefix.length);
  const name = setting.replace(/^marketplane:/, "");
  const message = `${property === undefined ? name : `${name}.${property}`}: ${what}`;
  return { ...placeOfSetting(setting, property?.split(".") ?? [], places), message };
}

/** A setting that is set nowhere belongs in the stack's file, which is then named without a line. */
function placeOfSetting(setting: string, path: readonly string[], { root, files }: DeclarationPlaces): Place {
  for (const file of files.filter((name) => existsSync(join(root, name)))) {
    const text = readYaml(join(root, file));
    const config: unknown = Reflect.get(Object(text.value), "config");
    const [, short = setting] = setting.split(":", 2);
    const key = [setting, short].find((candidate) => Object.hasOwn(Object(config), candidate));
    if (key !== undefined) {
      const value: unknown = Reflect.get(Object(config), key);
      const isWrapped = Object.hasOwn(Object(value), "value") && file === files.at(-1);
      return placeIn(file, text.positionOf(["config", key, ...(isWrapped ? ["value"] : []), ...path]));
    }
  }
  return { file: files[0] ?? null, line: null };
}
