import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeProgram } from "./fake-engine.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface FakePulumi {
  readonly pulumi: string;
  /** Every call so far, its arguments without those that all have. */
  calls(): string[];
}

/**
 * A `pulumi` whose answer to each command is a piece of shell: by the first argument and the stack ("up
 * production"), or by the first argument alone. COUNT is how often that was asked before.
 */
export async function fakePulumi(answers: Readonly<Record<string, string>>): Promise<FakePulumi> {
  const folder = await temporaryFolder();
  const log = join(folder, "calls");
  const cases = Object.entries(answers).map(([key, body]) => `  "${key}") ${body} ;;`);
  await writeProgram(
    folder,
    "pulumi",
    `for last; do case "$before" in --stack|init) stack="$last" ;; esac; before="$last"; done
what="$1 $stack"
: >> "${log}"
COUNT=$(grep -cx "$what" "${log}")
echo "$what" >> "${log}"
case "$what" in
${cases.join("\n")}
esac`,
  );
  return {
    pulumi: join(folder, "pulumi"),
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
  };
}

/** Shell that prints JSON as one line. */
export function printing(value: unknown): string {
  return `printf '%s\\n' '${JSON.stringify(value)}'`;
}
