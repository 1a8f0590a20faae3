import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../src/project/docs/api-page.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Found, findPythonGenerator, findTypescriptGenerator } from "./client-generators.ts";

const run = promisify(execFile);
const methods = ["get", "post", "put", "patch", "delete"] as const;
const document = readDocument();
const operations = Object.values(document.paths ?? {}).flatMap((item) =>
  methods.flatMap((method) => item[method] ?? []),
);
const ids = operations.map(({ operationId }) => operationId ?? "");

describe("the OpenAPI document suits code generators", () => {
  test("each operation has a unique readable id, and declares its credentials", () => {
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(/^[a-z]+([A-Z][a-z]+)+$/);
    }
    const open = operations.filter(({ security }) => security?.length === 0).map(({ operationId }) => operationId);
    expect(operations.every(({ security }) => security !== undefined)).toBe(true);
    expect(open.sort()).toEqual(
      ["getApiPage", "getHealth", "getOpenApiDocument", "getReadiness", "signInByForm", "signInByLink"].sort(),
    );
  });

  test("each array declares its items, and If-Match its pattern", () => {
    expect(arraysWithoutItems(document, "")).toEqual([]);
    const text = JSON.stringify(document);
    const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")[^{}]*\}[^{}]*"name":"if-match"/g)];
    expect(patterns.length).toBeGreaterThan(2);
    for (const [, pattern] of patterns) {
      const rule = new RegExp(JSON.parse(pattern ?? '""'));
      expect(["*", '"3"', 'W/"3"', '"2", W/"3"', "3"].map((etag) => rule.test(etag))).toEqual([
        true,
        true,
        true,
        true,
        false,
      ]);
    }
  });
});

describe("a client generated from the OpenAPI document", { timeout: 400_000 }, () => {
  const write = async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "openapi.json");
    writeFileSync(file, JSON.stringify(document));
    return { folder, file };
  };

  test("has a module for each operation in Python, without a warning", async ({ skip }) => {
    const { program } = (await findPythonGenerator().then(orSay("Python"))) ?? skip();
    const { folder, file } = await write();
    const out = join(folder, "client");
    const env = { ...process.env, PATH: `${dirname(program)}:${process.env.PATH}` };
    const { stdout } = await run(
      program,
      ["generate", "--path", file, "--output-path", out, "--meta", "none", "--fail-on-warning"],
      { env },
    );
    expect(stdout).not.toContain("removal");
    const modules = readdirSync(join(out, "api"), { recursive: true }).map(String);
    for (const id of ids) {
      expect(modules).toContainEqual(expect.stringMatching(new RegExp(`/${toSnake(id)}\\.py$`)));
    }
    await run("python3", ["-m", "compileall", "-q", out]);
  });

  test("has a type for each operation in TypeScript, which the compiler accepts", async ({ skip }) => {
    const { program } = (await findTypescriptGenerator().then(orSay("TypeScript"))) ?? skip();
    const { folder, file } = await write();
    const out = join(folder, "schema.ts");
    await run(program, [file, "-o", out]);
    const text = readFileSync(out, "utf8");
    for (const id of ids) {
      expect(text).toMatch(new RegExp(`^    ${id}: \\{`, "m"));
    }
    const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");
    await run(tsc, ["--noEmit", "--strict", "--ignoreConfig", out]).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout);
    });
  });
});

function orSay(language: string): (found: Found) => { program: string } | undefined {
  return (found) => {
    if ("program" in found) {
      return found;
    }
    process.stderr.write(
      `\nNO ${language} CLIENT WAS GENERATED\n  why: the generator cannot be had: ${found.reason}\n\n`,
    );
    return undefined;
  };
}

function arraysWithoutItems(schema: unknown, path: string): string[] {
  if (typeof schema !== "object" || schema === null) {
    return [];
  }
  const { type, items } = schema as { type?: unknown; items?: unknown };
  const isArray = type === "array" || (Array.isArray(type) && type.includes("array"));
  const own = isArray && items === undefined ? [path] : [];
  return [...own, ...Object.entries(schema).flatMap(([key, value]) => arraysWithoutItems(value, `${path}/${key}`))];
}

function toSnake(id: string): string {
  return id.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
