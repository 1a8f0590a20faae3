import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createLogger } from "../../../../src/core/telemetry/create-logger.ts";

const secret = 'pass"word-of-the-database';

function logTo(lines: string[], isReadable = false) {
  const destination = { write: (line: string) => void lines.push(line) };
  return createLogger({ level: "info", secrets: [secret], isReadable, destination });
}

test("every line is a JSON object with time, level, message and fields", () => {
  const lines: string[] = [];
  logTo(lines).info({ tenantId: "abc" }, "provisioned");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    tenantId: "abc",
    msg: "provisioned",
  });
});

test("fields with secrets are redacted at any depth that is logged", () => {
  const lines: string[] = [];
  const log = logTo(lines);
  log.info({ headers: { authorization: "Basic abcdef" }, password: "abcdef" }, "request");
  log.info({ body: { addon: { token: "abcdef" } } }, "request");
  log.info({ calls: [{ url: "https://x.example/", apiKey: "abcdef" }] }, "calls");
  log.warn({ err: new Error("refused", { cause: { headers: { cookie: "abcdef" } } }) }, "call");
  expect(lines.join("")).not.toContain("abcdef");
  expect(lines.join("").match(/\[redacted\]/g)).toHaveLength(5);
  expect(JSON.parse(lines[2] ?? "").calls).toEqual([{ url: "https://x.example/", apiKey: "[redacted]" }]);
});

test("a secret is in no message, error or stack, even escaped in JSON or encoded in a URL", () => {
  const lines: string[] = [];
  const log = logTo(lines);
  log.error(new Error(`connect postgres://cp:${secret}@db`), `could not use ${secret}`);
  log.warn({ url: `https://x.example/?key=${encodeURIComponent(secret)}` }, "odd");
  expect(lines.join("")).toContain("[redacted]");
  expect(lines.join("")).not.toMatch(/word-of-the-database/);
});

test("on a terminal a line is formatted for people", () => {
  const lines: string[] = [];
  logTo(lines, true).warn({ port: 80, reason: "two words" }, "no https");
  expect(lines.join("")).toMatch(/^\d\d:\d\d:\d\d .*warn.* no https port=80 reason="two words"\n$/);
});

test("entries below the level are not written", () => {
  const lines: string[] = [];
  logTo(lines).debug("quiet");
  expect(lines).toEqual([]);
});

test("an error is logged with its code and cause, and without its other properties", () => {
  const lines: string[] = [];
  const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  logTo(lines).warn({ err: Object.assign(new Error("no database", { cause }), { client: { port: 5432 } }) }, "away");
  expect(JSON.parse(lines[0] ?? "").err).toEqual({
    type: "Error",
    message: "no database",
    stack: expect.stringContaining("create-logger.test.ts"),
    cause: { type: "Error", message: "refused", code: "ECONNREFUSED", stack: expect.any(String) },
  });
});

test("all lines are on standard error when the process exits, even after an error", () => {
  const program = `
    import { createLogger } from ${JSON.stringify(import.meta.resolve("../../../../src/core/telemetry/create-logger.ts"))};
    const log = createLogger({ level: "info", secrets: [] });
    for (let line = 0; line < 1000; line += 1) log.info({ line }, "one of many");
    throw new Error("the end");`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  const lines = stderr.split("\n").filter((line) => line.startsWith("{"));
  expect(lines.map((line): unknown => JSON.parse(line).line)).toEqual(Array.from({ length: 1000 }, (_, line) => line));
  expect(stderr).toContain("the end");
});
