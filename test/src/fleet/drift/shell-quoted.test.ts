import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { missingFinding } from "../../../../src/fleet/drift/findings.ts";
import { shellQuoted } from "../../../../src/fleet/drift/shell-quoted.ts";

it("is one word of a shell, whatever is in the text", () => {
  const texts = fc.sample(
    fc.string().filter((text) => !text.includes("\0")),
    50,
  );
  const words = execFileSync("sh", ["-c", `printf '%s\\0' ${texts.map(shellQuoted).join(" ")}`], { encoding: "utf8" });
  expect(words.split("\0").slice(0, -1)).toEqual(texts);
});

it("makes a remedy that can be pasted for a login with an apostrophe", () => {
  const urn = "urn:pulumi:s::p::apifew:User::acme-member-o'roe@acme.example";
  const { remedy } = missingFinding({ stack: "s", type: "apifew:User", resource: { urn, name: "x", id: "1" } });
  const [, target = ""] = /--target (.*) makes/.exec(remedy) ?? [];
  expect(execFileSync("sh", ["-c", `printf %s ${target}`], { encoding: "utf8" })).toBe(urn);
});
