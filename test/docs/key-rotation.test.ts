import { readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaAt } from "@marketplane/providers/schema-at.ts";
import { expect, it } from "vitest";
import { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";
import { isSecret } from "../../src/core/config/secret.ts";
import { schemaRows } from "../../src/project/docs/schema-rows.ts";
import { root } from "../support/documentation.ts";

it("explains how to rotate every secret of marketplane.yaml", () => {
  const text = readFileSync(join(root, "docs/operations/key-rotation.md"), "utf8");
  const secrets = schemaRows(ControlPlaneConfig)
    .map(({ name }) => name)
    .filter((name) => {
      const schema = schemaAt(ControlPlaneConfig, name.replaceAll("[]", ".0").split("."));
      return schema !== undefined && isSecret(schema);
    });
  expect(secrets.length).toBeGreaterThan(8);
  expect(secrets.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
