import { describe, expect, it } from "vitest";
import { parseYaml } from "../../../stacks/files/parse-yaml.ts";
import { parseYamlBytes } from "../../../stacks/files/read-yaml.ts";
import { placeText } from "../../../stacks/files/text-problem.ts";

function problemsOf(text: string | Uint8Array): string[] {
  const { problems } = typeof text === "string" ? parseYaml(text) : parseYamlBytes(text);
  return problems.map(({ position, what }) => `${placeText("f", position)}: ${what}`);
}

const aliases = `a: &a { m: 1 }\nb:\n${"  - *a\n".repeat(500)}`;
const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
  .concat(Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(", ")}]`))
  .join("\n");

describe("a YAML text", () => {
  it.each([
    ["nothing", "", null],
    ["a comment", "# nothing yet\n", null],
    ["Windows' ends of lines", "a: 1\r\nb: two\r\n", { a: 1, b: "two" }],
    ["an end of document", "a: 1\n...\n", { a: 1 }],
    ["JSON", '{"a": [1, true, null]}', { a: [1, true, null] }],
    [
      "what other versions of YAML read as truth values, dates and numbers",
      "a: yes\nb: on\nc: 2026-01-01\nd: 12:34:56\ne: 1_000",
      { a: "yes", b: "on", c: "2026-01-01", d: "12:34:56", e: "1_000" },
    ],
    [
      "numbers that are kept",
      "a: 9007199254740991\nb: 1.10\nc: 1e3\nd: 0x1F\ne: -0.5\nf: 0\ng: 0.1\nh: 1.50e-7",
      { a: 9007199254740991, b: 1.1, c: 1000, d: 31, e: -0.5, f: 0, g: 0.1, h: 1.5e-7 },
    ],
    [
      "merge keys",
      "x: &x { a: 1, b: 1 }\ny: { <<: *x, b: 2 }\nz: { <<: [*x], c: 3 }",
      { x: { a: 1, b: 1 }, y: { a: 1, b: 2 }, z: { a: 1, b: 1, c: 3 } },
    ],
    ["keys that every object has", "constructor: 1\ntoString: 2", { constructor: 1, toString: 2 }],
    ["YAML's own tags", "a: !!str 12\nb: !!int 3\nc: ! 4", { a: "12", b: 3, c: "4" }],
    ["a key that is a number", "1: a\n", { 1: "a" }],
  ])("can contain %s", (_what, text, value) => {
    expect(problemsOf(text)).toEqual([]);
    expect(parseYaml(text).value).toEqual(value);
  });

  it("may have any number of aliases", () => {
    expect(problemsOf(aliases)).toEqual([]);
    expect(parseYaml(aliases).value).toMatchObject({ b: Array(500).fill({ m: 1 }) });
  });

  it.each([
    ["an unquoted star", "id: a\nhostname: *.acme.com\n", /^f:2:11: \*\.acme\.com names no anchor .* in quotes$/],
    ["an alias of itself", "a: &m { self: *m }", /^f:1:15: \*m is an alias of a value that contains it$/],
    ["a circle of two", "a: &a\n  b: &b\n    c: *a\n", /^f:3:8: /],
    ["a bomb", bomb, /^f:1:1: has aliases that stand for \d+ values/],
    [
      "an integer beyond 2^53",
      "a:\n  b: 9007199254740993",
      /^f:2:6: is a number with too many digits and would be rounded; write it in quotes$/,
    ],
    ["a rounded power of two", "a: 12345678901234567890", /would be rounded/],
    ["a long hexadecimal", "a: 0x1FFFFFFFFFFFFFFFF", /would be rounded/],
    ["a float of too many digits", "a: 1.2345678901234567890", /would be rounded/],
    ["a float that vanishes", "a: 1e-400", /would be rounded/],
    ["a float without end", "a: 1e400", /^f:1:4: is a number that JSON cannot hold/],
    ["infinity", "a: .inf", /JSON cannot hold/],
    ["a zero in front", "a: 0123", /^f:1:4: is a number that would lose its leading zero; write it in quotes$/],
    ["an unknown tag", "a: !vault abc", /^f:1:\d+: has the unknown tag !vault/],
    ["a tag of bytes", "a: !!binary aGk=", /has the unknown tag tag:yaml\.org,2002:binary/],
    ["a tag of a date", "a: !!timestamp 2026-01-01", /unknown tag/],
    ["a key that would vanish", "a:\n  __proto__: { b: 1 }", /^f:2:3: __proto__ cannot be a key/],
    ["a key twice", "a: 1\na: 2", /^f:2:1: the key "a" is used twice$/],
    ["a key twice, once in quotes", '1: a\n"1": b', /^f:2:1: the key "1" is used twice$/],
    ["a key that is read as another", "1.10: a", /^f:1:1: 1\.10 would be read as 1\.1; write it in quotes: "1\.10"$/],
    ["a key of several values", "? [a, b]\n: 1", /^f:1:3: must be a string to be a key$/],
    ["several documents", "a: 1\n---\nb: 2", /^f:2:1: begins a second document/],
    ["another version", "%YAML 1.1\n---\na: yes", /^f:1:1: declares a YAML version other than 1\.2/],
    ["a tab", "a:\n\tb: 1", /^f:2:1: is not valid YAML: Tabs are not allowed/],
    ["a merge of a text", "<<: x\na: 1", /^f:/],
    ["half a character", 'a: "\\uD83D"', /^f:1:4: contains half of a surrogate pair/],
    ["too many brackets", `${"[".repeat(20_000)}${"]".repeat(20_000)}`, /^f:1:\d+: is nested too deeply$/],
    [
      "more levels than anything needs",
      `${"[".repeat(200)}${"]".repeat(200)}`,
      /^f:1:101: is nested deeper than 100 levels$/,
    ],
    ["a bracket that is not closed", "a: [1, [2\nb: 3", /^f:\d:\d+: is not valid YAML/],
  ])("is refused for %s, with its line and column", (_what, text, expected) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(expected)]);
    expect(parseYaml(text).value).toBeUndefined();
  });

  it("is not quoted in a problem if it may contain a secret", () => {
    const texts = [
      "key: 12345678901234567890",
      'key: "s3cret" s3cret',
      "key: s3cret: s3cret",
      "key: !s3cret-less 1\nkey: s3cret",
    ];
    expect(texts.flatMap(problemsOf).join()).not.toMatch(/1234|s3cret(?!-less)/);
  });

  it("is reported with every problem", () => {
    expect(problemsOf("a: *x\nb: 9007199254740993\nc: !t 1")).toHaveLength(3);
  });

  it("has the position of every property, even through aliases and merges", () => {
    const text = "a: &a\n  b: [1, { c: 2 }]\nd: { <<: *a }\ne: *a\n";
    const { positionOf, sourceOf } = parseYaml(text);
    expect(positionOf(["a", "b", 1, "c"])).toEqual({ line: 2, column: 12 });
    expect(positionOf(["d", "b", 0])).toEqual({ line: 2, column: 7 });
    expect(positionOf(["e", "missing"])).toEqual({ line: 4, column: 1 });
    expect(positionOf([])).toEqual({ line: 1, column: 1 });
    expect(parseYaml("v: 1.10").sourceOf(["v"])).toBe("1.10");
    expect(sourceOf(["a"])).toBeUndefined();
  });
});

describe("the bytes of a file", () => {
  it.each([
    ["Latin-1", Buffer.from("a: 1\nname: José\n", "latin1"), /^f:2:10: is not UTF-8 text/],
    ["UTF-16", Buffer.from("\uFEFFa: 1\n", "utf16le"), /^f:1:1: is not UTF-8 text/],
    [
      "UTF-8 with a broken byte after a replacement character",
      Buffer.concat([Buffer.from("a: \uFFFD"), Buffer.from([0xe9])]),
      /^f:1:5: /,
    ],
    ["NUL", Buffer.from("a: 1\nb: x\0y"), /^f:2:5: contains the control character U\+0000/],
    [
      "an escape sequence of a terminal",
      Buffer.from("a: \u001b[31m"),
      /^f:1:4: contains the control character U\+001B/,
    ],
  ])("are refused if they are %s", (_what, bytes, expected) => {
    expect(problemsOf(bytes)).toEqual([expect.stringMatching(expected)]);
  });

  it("may begin with a byte order mark", () => {
    expect(parseYamlBytes(Buffer.from("\uFEFFa: é\n"))).toMatchObject({ value: { a: "é" }, problems: [] });
  });
});
