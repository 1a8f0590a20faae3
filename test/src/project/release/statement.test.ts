import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProcess } from "../../../../engine/run-process.ts";
import { writeChecksums, writeProvenance } from "../../../../src/project/release/statement.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const commit = "a".repeat(40);

it("lists digests that sha256sum accepts, and states the commit that the artefacts were built from", async () => {
  const folder = await temporaryFolder();
  const files = ["one.tgz", "two.tgz"].map((name) => join(folder, name));
  await Promise.all(files.map((file) => writeFile(file, file)));

  const artefacts = await writeChecksums(folder, files);
  const repository = "https://github.com/acme/shop";
  await writeProvenance(folder, artefacts, { repository, commit, version: "1.2.3" });

  const check = await runProcess("sha256sum", ["--check", "SHA256SUMS"], { cwd: folder });
  expect(check.stdout).toEqual(["one.tgz: OK", "two.tgz: OK"]);
  const { subject, predicateType, predicate } = JSON.parse(
    await readFile(join(folder, "provenance.intoto.json"), "utf8"),
  );
  expect(predicateType).toBe("https://slsa.dev/provenance/v1");
  expect(subject).toEqual(artefacts.map(({ name, sha256 }) => ({ name, digest: { sha256 } })));
  expect(predicate.buildDefinition.resolvedDependencies).toEqual([
    { uri: `git+${repository}@${commit}`, digest: { gitCommit: commit } },
  ]);
});
