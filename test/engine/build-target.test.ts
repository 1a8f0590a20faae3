import { describe, expect, it } from "vitest";
import { goEnvironment } from "../../engine/build-target.ts";
import { explainBuildFailure } from "../../engine/explain-build-failure.ts";
import { checkGo } from "../../engine/find-go.ts";
import { writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("checkGo", () => {
  it("names the required Go and where to get it if Go is missing", async () => {
    const env = { PATH: await temporaryFolder() };
    await expect(checkGo("1.25.11", env)).rejects.toThrow(/needs Go 1\.25\.11 or newer.*no go on PATH.\n.*go\.dev\/dl/);
  });

  it("names the Go that it found if that is too old", async () => {
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", "echo go version go1.25.9 linux/amd64");
    await expect(checkGo("1.25.11", { PATH: bin })).rejects.toThrow("the go on PATH is 1.25.9");
  });

  it("runs the installed Go only, and never downloads another toolchain", async () => {
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", 'test "$GOTOOLCHAIN" = local && echo go version go1.26.1 linux/amd64');
    expect(await checkGo("1.25.11", { PATH: bin, GOTOOLCHAIN: "auto" })).toBe("1.26.1");
  });

  it('shows the output of a "go" program that is not Go', async () => {
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", "echo what");
    await expect(checkGo("1.25.11", { PATH: bin })).rejects.toThrow("prints no version: what");
  });
});

describe("goEnvironment", () => {
  it("keeps the user's settings from changing what is built", () => {
    const env = goEnvironment({ HOME: "/h", GOFLAGS: "-mod=vendor", GOOS: "plan9", GOWORK: "/w/go.work" });
    expect(env).toMatchObject({ HOME: "/h", GOFLAGS: "-mod=readonly", GOWORK: "off", GOOS: undefined });
  });
});

describe("explainBuildFailure", () => {
  it.each([
    ["write /tmp/x: no space left on device", "The disk is full."],
    ['Get "https://proxy.example/x": dial tcp: lookup proxy.example: no such host', "cannot be reached"],
    ["reading https://proxy.example/x.info: 403 Forbidden", "refuses a module"],
    ["go build x: /tool/compile: signal: killed", "memory ran out"],
    ["./x.go:3:1: syntax error", "Its last lines:"],
  ])("explains: %s", (line, cause) => {
    const error = explainBuildFailure("pulumi", ["first", line], "npm run engine");
    expect(error.message).toContain(cause);
    expect(error.message).toContain(line);
    expect(error.message).toContain("then run npm run engine again");
  });

  it("shows only the last lines", () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index}.`);
    const { message } = explainBuildFailure("pulumi", lines, "npm run engine");
    expect(message).toContain("line 99.");
    expect(message).not.toContain("line 80.");
  });
});
