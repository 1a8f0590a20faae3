import { expect, it } from "vitest";
import { relink } from "../../../../src/project/release/copy-documents.ts";

const inPackage = ["cloudflare/custom-hostname.d.ts", "cloudflare/README.md", "docs/reference/user.md", "README.md"];

it.each([
  ["providers/README.md", "[a](cloudflare/custom-hostname.ts)", "[a](cloudflare/custom-hostname.d.ts)"],
  ["providers/README.md", "[a](../docs/reference/user.md#inputs)", "[a](docs/reference/user.md#inputs)"],
  ["docs/reference/user.md", "[a](../../providers/README.md)", "[a](../../README.md)"],
  ["docs/reference/user.md", "[a](../../providers/cloudflare/README.md)", "[a](../../cloudflare/README.md)"],
  ["docs/reference/user.md", "see [the demo](../../src/demo/main.ts).", "see the demo."],
  [
    "docs/reference/user.md",
    "[a](#inputs) [b](https://example.com/x.ts)",
    "[a](#inputs) [b](https://example.com/x.ts)",
  ],
])("a link of %s points to a file of the package: %s", (document, markdown, expected) => {
  expect(relink(markdown, document, (file) => inPackage.includes(file))).toBe(expected);
});
