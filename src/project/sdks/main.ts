/** `npm run sdks [-- nodejs python …]`: generates the SDKs of the native provider into sdk/. */
import { join, relative } from "node:path";
import { installEngine } from "../../../engine/install.ts";
import { installLanguages } from "../../../engine/install-languages.ts";
import { progressWriter } from "../../../engine/progress.ts";
import { selectNames } from "../../../engine/select-names.ts";
import { generateSdk } from "./generate-sdk.ts";
import { hostsFor, sdkLanguages } from "./sdk-language.ts";

const root = join(import.meta.dirname, "../../..");

async function main(names: readonly string[]): Promise<void> {
  const languages = selectNames(sdkLanguages, names, "SDK");
  const writer = progressWriter(process.stderr);
  try {
    const { bin } = await installEngine({ onProgress: writer.report });
    await installLanguages(hostsFor(languages), writer.report);
    for (const language of languages) {
      console.log(relative(process.cwd(), await generateSdk(language, { root, bin, env: process.env })));
    }
  } finally {
    writer.end();
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
