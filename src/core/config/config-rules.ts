import { checkInputs } from "@marketplane/providers/check-inputs.ts";
import { AddonManifestInputs, addonManifestRules } from "@marketplane/providers/clevercloud/addon-manifest-inputs.ts";
import { isWithinDomain } from "@marketplane/providers/hostname.ts";
import type { ConfigProblem } from "./config-problem.ts";
import type { ControlPlaneConfig } from "./control-plane-config.ts";

/** What the parts of a configuration have to agree on, beyond what each of them allows by itself. */
export function ruleProblems(config: ControlPlaneConfig): ConfigProblem[] {
  return [
    ...planProblems(config),
    ...originProblems(config),
    ...clevercloudProblems(config),
    ...cloudflareAppProblems(config),
    ...pathProblems(config),
  ];
}

function planProblems({ plans, deployment, cloudflareApp }: ControlPlaneConfig): ConfigProblem[] {
  const sold = Object.keys(deployment.plans);
  const rule = `must be one of the plans in deployment.plans (${sold.join(", ")})`;
  const unknown = Object.keys(plans).filter((slug) => !sold.includes(slug));
  const problems = unknown.map((slug) => ({ key: `plans.${slug}`, what: rule }));
  if (cloudflareApp !== undefined && !sold.includes(cloudflareApp.defaultPlan)) {
    problems.push({ key: "cloudflareApp.defaultPlan", what: rule });
  }
  return problems;
}

function originProblems({ deployment: { fallbackOrigin, cnameTarget } }: ControlPlaneConfig): ConfigProblem[] {
  const isLoop =
    fallbackOrigin.hostname === cnameTarget.hostname ||
    (cnameTarget.wildcard && isWithinDomain(fallbackOrigin.hostname, cnameTarget.hostname));
  const what = `must lead to the fallback origin ${fallbackOrigin.hostname}, not contain it`;
  return isLoop ? [{ key: "deployment.cnameTarget.hostname", what }] : [];
}

function clevercloudProblems({ clevercloud, deployment: { manifest } }: ControlPlaneConfig): ConfigProblem[] {
  if (clevercloud === undefined) {
    return manifest === undefined ? [] : [{ key: "clevercloud", what: "is required beside deployment.manifest" }];
  }
  if (manifest === undefined) {
    return [{ key: "deployment.manifest", what: "is required beside clevercloud" }];
  }
  const problems = manifestProblems(manifest);
  if (manifest.providerId !== clevercloud.providerId) {
    const what = `must be the id in clevercloud.providerId, ${JSON.stringify(clevercloud.providerId)}`;
    problems.push({ key: "deployment.manifest.providerId", what });
  }
  for (const name of Object.keys(clevercloud.config)) {
    if (!manifest.configVars.includes(name)) {
      const what = `must be one of the manifest's configVars (${manifest.configVars.join(", ")})`;
      problems.push({ key: `clevercloud.config.${name}`, what });
    }
  }
  for (const [name, value] of Object.entries(clevercloud.config)) {
    const unknown = [...value.matchAll(/\$\{([^}]*)\}/g)]
      .map((match) => match[1] ?? "")
      .find((text) => !isTemplate(text));
    if (unknown !== undefined) {
      const what = `\${${unknown}} stands for nothing: use \${licenseKey}, \${tenantId}, \${config:name} or a variable \${NAME}`;
      problems.push({ key: `clevercloud.config.${name}`, what });
    }
  }
  return problems;
}

function isTemplate(text: string): boolean {
  return text === "licenseKey" || text === "tenantId" || /^config:[\w.-]+$/.test(text);
}

function manifestProblems(manifest: NonNullable<ControlPlaneConfig["deployment"]["manifest"]>): ConfigProblem[] {
  const { failures } = checkInputs({ inputs: AddonManifestInputs, rules: addonManifestRules }, manifest);
  return failures.map(({ property, reason }) => ({ key: `deployment.manifest.${property}`, what: reason }));
}

function cloudflareAppProblems({ cloudflareApp: app }: ControlPlaneConfig): ConfigProblem[] {
  const isOpen = app !== undefined && app.basic === undefined && app.pathSecret === undefined;
  return isOpen ? [{ key: "cloudflareApp", what: "needs basic or pathSecret: without one anybody could call it" }] : [];
}

/** Two groups of routes on one path would answer for each other. */
function pathProblems({ clevercloud, cloudflareApp, cloudflare }: ControlPlaneConfig): ConfigProblem[] {
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
    "clevercloud.path": clevercloud?.path,
    "clevercloud.ssoPath": clevercloud?.ssoPath,
    "cloudflareApp.path": cloudflareApp?.path,
    "cloudflare.webhookPath": cloudflare?.webhookPath,
  }).flatMap(([key, path]) => (path === undefined ? [] : [{ key, path }]));
  return paths.flatMap(({ key, path }, index) => {
    const other = [...own, ...paths.slice(0, index).map((before) => before.path)].find((taken) => overlap(taken, path));
    return other === undefined ? [] : [{ key, what: `must not lead into ${other} (it is ${JSON.stringify(path)})` }];
  });
}

function overlap(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}/`) || right.startsWith(`${left}/`);
}
