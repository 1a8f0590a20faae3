import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Deployment, StatefulSet } from "kubernetes-models/apps/v1";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1";
import { Namespace, Service } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { reconcileCommand } from "../../src/cli/commands/reconcile.ts";
import { serveCommand } from "../../src/cli/commands/serve.ts";
import { workerCommand } from "../../src/cli/commands/worker.ts";
import { commandEnvironment } from "../../src/cli/kernel/command-environment.ts";
import { readConfig } from "../../src/core/config/read-config.ts";
import { readExample, root } from "../support/deploy.ts";

const folder = join(root, "deploy/kustomize");
const models = { Deployment, StatefulSet, PodDisruptionBudget, Namespace, Service };

function isModelled(kind: unknown): kind is keyof typeof models {
  return typeof kind === "string" && kind in models;
}

function objectsOf(kustomization: string) {
  const { resources } = readExample(`kustomize/${kustomization}/kustomization.yaml`) as { resources: string[] };
  return resources
    .filter((name) => name.endsWith(".yaml"))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, kustomization, name), "utf8")))
    .map((document) => document.toJS());
}

const objects = [...objectsOf("base"), ...objectsOf("gitops")];
const workloads = objects.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
const containersOf = ({ spec }: (typeof workloads)[number]) => spec.template.spec.containers;

describe("the kustomize base", () => {
  it("has only objects that Kubernetes' API schema accepts", () => {
    for (const object of objects) {
      const kind: unknown = object.kind;
      if (!isModelled(kind)) {
        throw new Error(`${kind} is not checked`);
      }
      expect(() => new models[kind](object).validate(), object.metadata.name).not.toThrow();
    }
    const [deployment] = workloads;
    const wrong = { ...deployment, spec: { ...deployment.spec, replicas: "two" } };
    expect(() => new Deployment(wrong).validate(), "a wrong object is reported").toThrow(/replicas/);
  });

  it("runs every container without root, privileges and a writable root, as the namespace enforces", () => {
    expect(workloads.map(({ metadata }) => metadata.name)).toEqual(["serve", "worker", "watcher"]);
    for (const workload of workloads) {
      const pod = workload.spec.template.spec;
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
      expect(pod.automountServiceAccountToken).toBe(false);
      for (const { securityContext, resources } of containersOf(workload)) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(Object.keys(resources)).toEqual(["requests", "limits"]);
      }
    }
  });

  it("sends requests only to ready pods, restarts pods that are not alive, and selects its own pods", () => {
    for (const workload of workloads) {
      const labels = workload.spec.template.metadata.labels;
      expect(labels).toMatchObject(workload.spec.selector.matchLabels);
      for (const { name, ports, readinessProbe, livenessProbe } of containersOf(workload)) {
        if (name === "worker") {
          continue;
        }
        expect(ports).toEqual([{ name: "http", containerPort: 8080 }]);
        expect(readinessProbe.httpGet).toEqual({ path: "/readyz", port: "http" });
        expect(livenessProbe.httpGet).toEqual({ path: "/healthz", port: "http" });
      }
    }
    const selectors = objects.filter(({ kind }) => kind === "Service").map(({ spec }) => spec.selector);
    const budgets = objects
      .filter(({ kind }) => kind === "PodDisruptionBudget")
      .map(({ spec }) => spec.selector.matchLabels);
    for (const selector of [...selectors, ...budgets]) {
      expect(
        workloads.filter(({ spec }) => spec.template.metadata.labels).map(({ spec }) => spec.selector.matchLabels),
      ).toContainEqual(selector);
    }
  });

  it("reads its secrets from the cluster, and mounts every volume that it names", () => {
    for (const workload of workloads) {
      const claims = workload.spec.volumeClaimTemplates ?? [];
      const volumes = [
        ...workload.spec.template.spec.volumes.map(({ name }: { name: string }) => name),
        ...claims.map(({ metadata }: { metadata: { name: string } }) => metadata.name),
      ];
      for (const { env, envFrom, volumeMounts } of containersOf(workload)) {
        expect(
          env.map(({ name }: { name: string }) => name).filter((name: string) => /KEY|TOKEN|PASS/.test(name)),
        ).toEqual([]);
        expect(envFrom[0]).toEqual({ secretRef: { name: "marketplane" } });
        expect(volumeMounts.map(({ name }: { name: string }) => name).sort()).toEqual(volumes.sort());
      }
    }
  });

  it("starts only existing commands with existing flags", () => {
    const environment = commandEnvironment({});
    const commands = [serveCommand(environment), workerCommand(environment), reconcileCommand(environment)];
    for (const { args } of workloads.flatMap(containersOf)) {
      const [name, ...rest] = args.map((text: string) => text.split("=", 1)[0]);
      const known = commands.find((command) => command.name() === name)?.options.map(({ long }) => long);
      expect(known, name).toEqual(expect.arrayContaining(rest.filter((text: string) => text.startsWith("--"))));
    }
  });

  it("names only existing files, and a configuration that the control plane accepts", () => {
    for (const name of ["base", "gitops"]) {
      const { resources } = readExample(`kustomize/${name}/kustomization.yaml`) as { resources: string[] };
      for (const path of resources) {
        expect([path, existsSync(join(folder, name, path))]).toEqual([path, true]);
      }
    }
    const urls = new Map([
      ["DATABASE_URL", "postgresql://a:b@db.example/c"],
      ["RECONCILER_BACKEND_URL", "s3://states"],
    ]);
    const secrets = (name: string) => urls.get(name) ?? "0123456789".repeat(5);
    const config = readConfig(join(folder, "base/marketplane.yaml"), secrets);
    expect(config.database.url).toBe(urls.get("DATABASE_URL"));
    expect(config.reconciler.backendUrl, "gives every pod the same state").toBe(urls.get("RECONCILER_BACKEND_URL"));
  });
});
