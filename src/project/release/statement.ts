import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

export interface Artefact {
  readonly name: string;
  readonly sha256: string;
}

export interface Source {
  /** URL of the Git repository; undefined if it is unknown. */
  readonly repository: string | undefined;
  readonly commit: string;
  readonly version: string;
}

/** Writes SHA256SUMS, in the format of `sha256sum --check`, and returns the digests. */
export async function writeChecksums(folder: string, files: readonly string[]): Promise<Artefact[]> {
  const artefacts = await Promise.all(
    files.map(async (file) => ({
      name: basename(file),
      sha256: createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    })),
  );
  const lines = artefacts.map(({ name, sha256 }) => `${sha256}  ${name}\n`);
  await writeFile(join(folder, "SHA256SUMS"), lines.join(""));
  return artefacts;
}

/**
 * Writes an in-toto statement with SLSA provenance of the artefacts. It is not signed: npm signs its own statement of
 * each package that a trusted publisher publishes.
 */
export async function writeProvenance(folder: string, artefacts: readonly Artefact[], source: Source): Promise<void> {
  const { repository, commit, version } = source;
  const statement = {
    _type: "https://in-toto.io/Statement/v1",
    subject: artefacts.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: "urn:marketplane:release:v1",
        externalParameters: { command: "npm run release", version },
        resolvedDependencies: [
          { ...(repository && { uri: `git+${repository}@${commit}` }), digest: { gitCommit: commit } },
        ],
      },
      runDetails: { builder: { id: repository === undefined ? "local" : `${repository}/actions` } },
    },
  };
  await writeFile(join(folder, "provenance.intoto.json"), `${JSON.stringify(statement, undefined, 2)}\n`);
}
