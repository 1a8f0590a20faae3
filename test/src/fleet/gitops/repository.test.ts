import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Repository } from "../../../../src/fleet/gitops/repository.ts";
import { newRepository } from "../../../support/git-repository.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { startGitServer } from "./git-server.ts";

async function copyOf(url: string, variables: Readonly<Record<string, string>> = {}) {
  const folder = await temporaryFolder();
  const env = { ...process.env, ...variables };
  return { folder, copy: new Repository({ url, branch: "main", folder, env, timeoutMs: 60_000 }) };
}

describe("a copy of a branch", () => {
  it("returns the newest commit with its message, even after history was rewritten", async () => {
    const repository = await newRepository();
    const first = repository.commit("First\n\nwith a body", { "a.txt": "1" });
    const { copy } = await copyOf(repository.folder);
    expect(await copy.newest()).toEqual({ id: first, message: "First\n\nwith a body" });
    repository.git("commit", "--quiet", "--amend", "--message", "Another");
    expect(await copy.newest()).toEqual({ id: repository.head, message: "Another" });
  });

  it("checks a commit out into its own folder, without files of other commits", async () => {
    const repository = await newRepository();
    const first = repository.commit("First", { "tenants/a.yaml": "1", "b.txt": "1" });
    repository.commit("Second", { "tenants/a.yaml": "2", "b.txt": undefined });
    const { folder, copy } = await copyOf(`file://${repository.folder}`);
    const { id } = await copy.newest();
    await copy.checkOut(first, join(folder, "one"));
    await copy.checkOut(id, join(folder, "two"));
    expect(readFileSync(join(folder, "one/tenants/a.yaml"), "utf8")).toBe("1");
    expect(readFileSync(join(folder, "two/tenants/a.yaml"), "utf8")).toBe("2");
    expect(existsSync(join(folder, "two/b.txt"))).toBe(false);
  });

  it("lists the commits since a known commit, and only the newest since an unknown one", async () => {
    const repository = await newRepository();
    const first = repository.commit("First");
    const second = repository.commit("Second");
    const third = repository.commit("Third");
    const { copy } = await copyOf(repository.folder);
    await copy.newest();
    expect((await copy.commitsBetween(first, third)).map(({ id }) => id)).toEqual([third, second]);
    expect((await copy.commitsBetween("0".repeat(40), third)).map(({ id }) => id)).toEqual([third]);
    expect((await copy.commitsBetween(undefined, third)).map(({ id }) => id)).toEqual([third]);
  });

  it("recovers after a killed git process left its locks", async () => {
    const repository = await newRepository();
    repository.commit("First");
    const { folder, copy } = await copyOf(repository.folder);
    await copy.newest();
    for (const name of ["shallow.lock", "refs/heads/main.lock"]) {
      writeFileSync(join(folder, "repository.git", name), "");
    }
    const second = repository.commit("Second");
    expect(await copy.newest()).toMatchObject({ id: second });
  });

  it("reports git's error for a branch that does not exist", async () => {
    const repository = await newRepository();
    repository.git("checkout", "--quiet", "-b", "other");
    repository.commit("First");
    const { copy } = await copyOf(repository.folder);
    await expect(copy.newest()).rejects.toThrow(/couldn't find remote ref refs\/heads\/main/);
  });

  it("gives the token to a host that asks for it, and never puts it into an argument, file or message", async () => {
    const repository = await newRepository();
    const first = repository.commit("First", { "a.txt": "1" });
    const server = await startGitServer(repository.folder, { user: "x-access-token", password: "a-git-token" });
    const { folder, copy } = await copyOf(server.url, { MARKETPLANE_GIT_TOKEN: "a-git-token" });
    expect((await copy.newest()).id).toBe(first);
    expect(readFileSync(join(folder, "ask-pass.sh"), "utf8")).not.toContain("a-git-token");
    expect(readFileSync(join(folder, "repository.git/config"), "utf8")).not.toContain("a-git-token");

    const wrong = await copyOf(server.url, { MARKETPLANE_GIT_TOKEN: "another-token" });
    const error = await wrong.copy.newest().catch(String);
    expect(error).toMatch(/Authentication failed/);
    expect(error).not.toContain("another-token");
  });
});
