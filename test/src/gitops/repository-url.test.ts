import { resolve } from "node:path";
import { expect, it } from "vitest";
import { RepositoryUrl } from "../../../src/gitops/repository-url.ts";

const problemOf = (url: string) => RepositoryUrl.safeParse(url).error?.issues[0]?.message;

it("takes folders and the transports that keep a token safe", () => {
  expect(RepositoryUrl.parse("test")).toBe(resolve("test"));
  for (const url of [
    "https://host.example/a/b.git",
    "ssh://git@host.example/a",
    "file:///srv/a",
    "http://127.0.0.1:8/a",
  ]) {
    expect(RepositoryUrl.parse(url)).toBe(url);
  }
});

it("refuses what would show a secret, run a command, or travel in clear", () => {
  expect(problemOf("https://jane:hunter2@host.example/a")).toMatch(/no password.*MARKETPLANE_GIT_TOKEN/);
  expect(problemOf("http://host.example/a")).toMatch(/must be https/);
  expect(problemOf("ext::sh -c true")).toMatch(/must be a folder/);
  expect(problemOf("git://host.example/a")).toMatch(/must be a folder, or a URL/);
  expect(problemOf("no/such/folder")).toMatch(/there is no no\/such\/folder/);
});
