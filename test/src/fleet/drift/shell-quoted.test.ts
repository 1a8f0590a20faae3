import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { missingFinding } from "../../../../src/fleet/drift/findings.ts";
import { shellQuoted } from "../../../../src/fleet/drift/shell-quoted.ts";

it("quoted text is one word for a shell, whatever the text contains", () => {
  const texts = fc.sample(
    fc.string().filter((text) => !text.includes("\0")),
    50,
  );
  const words = execFileSync("sh", ["-c", `printf '%s\\0' ${texts.map(shellQuoted).join(" ")}`], { encoding: "utf8" });
  expect(words.split("\0").slice(0, -1)).toEqual(texts);
});

it("a remedy can be pasted into a shell for a login with an apostrophe", () => {
  const urn = "urn:pulumi:s::p::apifew:User::acme-member-o'roe@acme.example";
  const { remedy } = missingFinding({ stack: "s", type: "apifew:User", resource: { urn, name: "x", id: "1" } });
  const [, target = ""] = /--target (.*) creates/.exec(remedy) ?? [];
  expect(execFileSync("sh", ["-c", `printf %s ${target}`], { encoding: "utf8" })).toBe(urn);
});
