import { isWithinDomain } from "@marketplane/providers/hostname.ts";
import type { ConfigProblem } from "./config-problem.ts";
import type { ControlPlaneConfig } from "./control-plane-config.ts";
import { planRule } from "./deployment-section.ts";
import { marketplacePaths, marketplaceProblems } from "./marketplaces/index.ts";

/** Rules between the sections of a configuration. Each section checks its own rules. */
export function ruleProblems(config: ControlPlaneConfig): ConfigProblem[] {
  return [...planProblems(config), ...originProblems(config), ...marketplaceProblems(config), ...pathProblems(config)];
}

function planProblems({ plans, deployment }: ControlPlaneConfig): ConfigProblem[] {
  const sold = Object.keys(deployment.plans);
  const rule = planRule(deployment);
  const unknown = Object.keys(plans).filter((slug) => !sold.includes(slug));
  return unknown.map((slug) => ({ key: `plans.${slug}`, what: rule }));
}

function originProblems({ deployment: { fallbackOrigin, cnameTarget } }: ControlPlaneConfig): ConfigProblem[] {
  const isLoop =
    fallbackOrigin.hostname === cnameTarget.hostname ||
    (cnameTarget.wildcard && isWithinDomain(fallbackOrigin.hostname, cnameTarget.hostname));
  const what = `must point to the fallback origin ${fallbackOrigin.hostname}, not contain it`;
  return isLoop ? [{ key: "deployment.cnameTarget.hostname", what }] : [];
}

/** Two groups of routes on one path would answer each other's requests. */
function pathProblems(config: ControlPlaneConfig): ConfigProblem[] {
  const own = [
    "/api",
    "/healthz",
    "/readyz",
    "/metrics",
    "/docs",
    "/openapi.json",
    "/panel",
    "/console",
    "/assets",
    "/.well-known",
  ];
  const paths = Object.entries({
    ...marketplacePaths(config),
    "cloudflare.webhookPath": config.cloudflare?.webhookPath,
  }).flatMap(([key, path]) => (path === undefined ? [] : [{ key, path }]));
  return paths.flatMap(({ key, path }, index) => {
    const other = [...own, ...paths.slice(0, index).map((before) => before.path)].find((taken) => overlap(taken, path));
    return other === undefined ? [] : [{ key, what: `must not be below ${other} (it is ${JSON.stringify(path)})` }];
  });
}

function overlap(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`);
}
