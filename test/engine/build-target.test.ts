import { describe, expect, it } from "vitest";
import { goEnvironment } from "../../engine/build-target.ts";
import { explainBuildFailure } from "../../engine/explain-build-failure.ts";
import { chooseGo } from "../../engine/find-go.ts";
import { writeProgram } from "../support/fake-engine.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ignore = () => {};

describe("chooseGo", () => {
  it("names the Go that the build requires and where to get it, if there is no go", async () => {
    const env = { PATH: await temporaryFolder() };
    await expect(chooseGo("1.25.11", ignore, env)).rejects.toThrow(
      /requires Go 1\.25\.11 or newer.*no go on PATH.\n.*go\.dev\/dl/,
    );
  });

  it("names the go on PATH if it is too old to download another one", async () => {
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", "echo go version go1.20.14 linux/amd64");
    await expect(chooseGo("1.25.11", ignore, { PATH: bin })).rejects.toThrow("the go on PATH is 1.20.14");
  });

  it("makes an older go download the required version and no other, and announces it", async () => {
    const announced: string[] = [];
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", "echo go version go1.25.9 linux/amd64");
    const go = await chooseGo("1.25.11", ({ text }) => announced.push(text), { PATH: bin });
    expect(go).toEqual({ version: "1.25.11", toolchain: "go1.25.11" });
    expect(goEnvironment({ GOTOOLCHAIN: "auto" }, go).GOTOOLCHAIN).toBe("go1.25.11");
    expect(announced).toEqual([expect.stringContaining("the go on PATH is 1.25.9; it downloads Go 1.25.11")]);
  });

  it("runs the installed Go only, and never downloads another toolchain", async () => {
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", 'test "$GOTOOLCHAIN" = local && echo go version go1.26.1 linux/amd64');
    expect(await chooseGo("1.25.11", ignore, { PATH: bin, GOTOOLCHAIN: "auto" })).toEqual({
      version: "1.26.1",
      toolchain: "local",
    });
  });

  it('shows the output of a "go" program that is not Go', async () => {
    const bin = await temporaryFolder();
    await writeProgram(bin, "go", "echo what");
    await expect(chooseGo("1.25.11", ignore, { PATH: bin })).rejects.toThrow("prints no version: what");
  });
});

describe("goEnvironment", () => {
  it("keeps the user's settings from changing what is built", () => {
    const own = { HOME: "/h", GOFLAGS: "-mod=vendor", GOOS: "plan9", GOWORK: "/w/go.work", GOTOOLCHAIN: "auto" };
    const env = goEnvironment(own, { version: "1.26.6", toolchain: "local" });
    expect(env).toMatchObject({ HOME: "/h", GOFLAGS: "-mod=readonly", GOWORK: "off", GOOS: undefined });
    expect(env.GOTOOLCHAIN).toBe("local");
  });
});

describe("explainBuildFailure", () => {
  it.each([
    ["write /tmp/x: no space left on device", "The disk is full."],
    ['Get "https://proxy.example/x": dial tcp: lookup proxy.example: no such host', "cannot be reached"],
    ["reading https://proxy.example/x.info: 403 Forbidden", "refuses a module"],
    ["go build x: /tool/compile: signal: killed", "memory ran out"],
    ["go: download go1.26.6 for linux/amd64: toolchain not available", "the Go that the build needs"],
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
