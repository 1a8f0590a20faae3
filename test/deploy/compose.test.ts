import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ControlPlaneConfig } from "../../src/core/config/control-plane-config.ts";

const deploy = join(import.meta.dirname, "../../deploy");
const Service = z.looseObject({
  image: z.string().optional(),
  env_file: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()),
});
const Compose = z.strictObject({
  name: z.string(),
  services: z.strictObject({
    database: Service.extend({ healthcheck: z.object({ test: z.array(z.string()) }) }),
    "control-plane": Service.extend({
      build: z.object({ context: z.string(), dockerfile: z.string() }),
      ports: z.array(z.string()),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })),
      read_only: z.boolean(),
      cap_drop: z.array(z.string()),
      stop_grace_period: z.string(),
    }),
  }),
  volumes: z.record(z.string(), z.null()),
});
const { services, volumes } = Compose.parse(parse(readFileSync(join(deploy, "compose.yaml"), "utf8")));
const controlPlane = services["control-plane"];

test("the control plane waits for a healthy database, and both store their data in named volumes", () => {
  expect(controlPlane.depends_on).toEqual({ database: { condition: "service_healthy" } });
  expect(services.database.healthcheck.test[1]).toBe("pg_isready");
  expect(services.database.image).toMatch(/^postgres:\d+\.\d+/);
  const named = [...services.database.volumes, ...controlPlane.volumes]
    .map((volume) => volume.split(":")[0] ?? "")
    .filter((name) => !name.startsWith("."));
  expect(named.sort()).toEqual(Object.keys(volumes).sort());
});

test("each service has its own file of secrets, with an example", () => {
  expect(services.database.env_file).not.toBe(controlPlane.env_file);
  for (const { env_file: file, environment } of [services.database, controlPlane]) {
    expect(existsSync(join(deploy, `${file}.example`)), file).toBe(true);
    expect(Object.keys(environment).filter((name) => /PASS|SECRET|TOKEN|KEY|URL/.test(name))).toEqual([]);
  }
  const example = readFileSync(join(deploy, "control-plane.env.example"), "utf8");
  const [, url = ""] = /^DATABASE_URL=(.*)$/m.exec(example) ?? [];
  const { POSTGRES_USER, POSTGRES_DB } = services.database.environment;
  expect(new URL(url)).toMatchObject({ username: POSTGRES_USER, hostname: "database", pathname: `/${POSTGRES_DB}` });
});

test("the example secrets contain every variable that the example configuration refers to", () => {
  const config = readFileSync(join(deploy, "../examples/control-plane/marketplane.yaml"), "utf8");
  const example = readFileSync(join(deploy, "control-plane.env.example"), "utf8");
  const names = [...config.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name ?? "");
  expect(names.filter((name) => !example.includes(`\n${name}=`))).toEqual([]);
});

test("the control plane can write only to its volume, has no unneeded rights, and is reachable only from this machine", () => {
  expect([controlPlane.read_only, controlPlane.cap_drop]).toEqual([true, ["ALL"]]);
  expect(controlPlane.ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
  const { context, dockerfile } = controlPlane.build;
  expect(existsSync(join(deploy, context, dockerfile))).toBe(true);
});

test("a stop leaves enough time to drain", () => {
  const { drainTimeoutMs } = ControlPlaneConfig.shape.limits.parse(undefined);
  expect(Number.parseInt(controlPlane.stop_grace_period, 10) * 1_000).toBeGreaterThan(drainTimeoutMs + 10_000);
});
