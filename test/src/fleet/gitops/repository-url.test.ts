import { resolve } from "node:path";
import { expect, it } from "vitest";
import { RepositoryUrl } from "../../../../src/fleet/gitops/repository-url.ts";

const problemOf = (url: string) => RepositoryUrl.safeParse(url).error?.issues[0]?.message;

it("a repository URL may be a folder or use a transport that keeps the token safe", () => {
  expect(RepositoryUrl.parse("test")).toBe(resolve("test"));
  for (const url of [
    "https://host.example/a/b.git",
    "ssh://git@host.example/a",
    "file:///srv/a",
    "http://127.0.0.1:8/a",
    "git@host.example:owner/name.git",
  ]) {
    expect(RepositoryUrl.parse(url)).toBe(url);
  }
});

it("a repository URL is rejected if it would expose a secret, run a command, or use an unencrypted connection", () => {
  expect(problemOf("https://jane:hunter2@host.example/a")).toMatch(/no password.*MARKETPLANE_GIT_TOKEN/);
  expect(problemOf("ssh://git:hunter2@host.example/a")).toMatch(/no password/);
  for (const text of [
    "https://ghp_t0ken@host.example/a",
    "https://ghp_t0ken:x-oauth-basic@host.example/a",
    "https://:ghp_t0ken@host.example/a",
    "http://ghp_t0ken@127.0.0.1/a",
    "https:ghp_t0ken@host.example/a",
    "ghp_t0ken@host.example/a",
    "https://host.example/a?private_token=ghp_t0ken",
    "https://host.example/a#ghp_t0ken",
    "HTTPS://ghp_t0ken@host.example/a",
    "https://ghp_t0ken@host.example:bad/a",
  ]) {
    expect(problemOf(text), text).toMatch(/MARKETPLANE_GIT_TOKEN/);
    expect(problemOf(text), text).not.toContain("ghp_t0ken");
  }
  expect(problemOf("git@-oProxyCommand=x:a")).toMatch(/must be a folder/);
  expect(problemOf("http://host.example/a")).toMatch(/must be https/);
  expect(problemOf("ext::sh -c true")).toMatch(/must be a folder/);
  expect(problemOf("git://host.example/a")).toMatch(/must be a folder, or a URL/);
  expect(problemOf("no/such/folder")).toMatch(/no\/such\/folder does not exist/);
});
