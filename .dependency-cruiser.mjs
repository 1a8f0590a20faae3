/**
 * The direction of imports, checked by `npm run lint`. Type imports count.
 *
 * A folder imports from itself and from folders above it in this list, never from one below it.
 */
const order = [
  "providers/http",
  "providers",
  "stacks/files",
  "stacks",
  "stacks/components",
  "engine",

  "src/core/model",
  "src/core/background",
  "src/core/output",
  "src/core/redaction",
  "src/core/config",
  "src/core/telemetry",
  "src/core/db",
  "src/core/vendor-health",
  "src/core/ledger",
  "src/core/sign-in",
  "src/core/queue",
  "src/core/backup",

  "src/fleet/hostnames",
  "src/fleet/domains",
  "src/fleet/metering",
  "src/fleet/drift",
  "src/fleet/adopt",
  "src/fleet/gitops",
  "src/fleet/reconciler",

  "src/http/kernel",
  "src/http/ui",
  "src/http/journal",
  "src/http/panel",
  "src/http/marketplaces",
  "src/http/operators-api",
  "src/http/challenges",
  "src/http/cloudflare-webhook",
  "src/http/gitops",
  "src/http/console",

  "src/process",
  "src/tools/doctor",
  "src/tools/manifest",
  "src/tools/validate",
  "src/tools/sandbox",
  "src/tools/simulate",
  "src/cli/kernel",
  "src/cli/commands",
  "src/cli",
  "src/project",
];

const inside = (folder) => `^${folder}/`;

/** Rules for the folders that stand closer together, or further apart, than the order says. */
const exceptions = [
  rule("engine-stands-alone", "engine runs before anything is installed", "^engine/", "^(providers|stacks|src)/"),
  rule(
    "files-stand-alone",
    "stacks/files reads YAML for everyone, the sandbox included",
    "^stacks/files/",
    "^providers/",
  ),
  rule("stacks-without-engine", "a program of the user does not carry the engine's set-up", "^stacks/", "^engine/"),
  {
    name: "vendors-apart",
    comment: "a vendor never imports another one",
    severity: "error",
    from: { path: "^providers/((?!http/|node_modules/)[^/]+)/" },
    to: { path: "^providers/(?!http/|node_modules/)[^/]+/", pathNot: "^providers/$1/" },
  },
  rule(
    "sandbox-apart",
    "an emulator that shares the client's code agrees with its mistakes",
    "^src/tools/sandbox/",
    "^(providers|src/(fleet|http|process))/|^stacks/[^/]+[.]ts$",
  ),
  rule(
    "simulate-apart",
    "a tester that shares the service's code agrees with its mistakes",
    "^src/tools/simulate/",
    "^src/(core|fleet|http|process|tools/sandbox)/|/undici/",
  ),
  {
    name: "one-http-client",
    comment: "providers/http/transport.ts is the only user of undici among the providers",
    severity: "error",
    from: { path: "^(providers|stacks)/", pathNot: "^providers/http/transport[.]ts$" },
    to: { path: "/undici/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "light-sdk",
    comment:
      "the SDK's index loads four times as many modules as its output.js and resource.js, in every program and drift scan",
    severity: "error",
    from: { path: "^providers/" },
    to: { path: "@pulumi/pulumi/index", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "undici-on-demand",
    comment: "a preview makes no call: providers/http/transport.ts is imported when the first call is made",
    severity: "error",
    from: { path: "^providers/" },
    to: { path: "^providers/http/transport[.]ts$", dependencyTypesNot: ["type-only", "dynamic-import"] },
  },
  {
    name: "one-driver-of-the-engine",
    comment:
      "only src/fleet/reconciler drives the engine through the Automation API; engine/ installs its command line by it",
    severity: "error",
    from: { path: "^(providers|stacks|engine|src)/", pathNot: "^(src/fleet/reconciler/|engine/download-cli)" },
    to: { path: "@pulumi/pulumi/automation" },
  },
  {
    name: "one-runner-of-programs",
    comment:
      "src starts Pulumi by engine/run-pulumi.ts, and other programs by engine/run-process.ts; the files here keep a process",
    severity: "error",
    from: {
      path: "^(providers|stacks|src)/",
      pathNot: "^src/(core/db/embedded/|process/worker-process|project/demo/emulated-vendors)",
    },
    to: { path: "^(node:)?child_process$" },
  },
  rule(
    "nothing-imports-test",
    "tests import the product, never the other way",
    "^(providers|stacks|engine|src)/",
    "^test/",
  ),
];

function rule(name, comment, from, to) {
  return { name, comment, severity: "error", from: { path: from }, to: { path: to } };
}

/** Folders below `folder` in the order; one that holds another of the list ("providers") does not match the inner one. */
const forbidden = order.flatMap((folder, index) => {
  const below = order.slice(index + 1).filter((other) => !folder.startsWith(`${other}/`));
  const outer = order.slice(index).find((other) => folder.startsWith(`${other}/`));
  const inner = order.filter((other) => other.startsWith(`${folder}/`));
  const rules = [
    {
      name: `direction: ${folder}`,
      comment: "a folder imports only from folders above it in the list of .dependency-cruiser.mjs",
      severity: "error",
      from: { path: inside(folder), pathNot: inner.map(inside) },
      to: { path: below.map(inside) },
    },
  ];
  if (outer) {
    const own = order
      .slice(0, index + 1)
      .filter((other) => other.startsWith(`${outer}/`))
      .map(inside);
    rules.push({ ...rules[0], to: { path: inside(outer), pathNot: own } });
  }
  return rules.filter(({ to }) => to.path.length > 0);
});

export default {
  forbidden: [
    {
      name: "no-cycle",
      comment: "modules that import each other, types included, cannot be read one after the other",
      severity: "error",
      from: { path: "^(providers|stacks|engine|src)/" },
      to: { circular: true },
    },
    {
      name: "no-folder-cycle",
      comment: "folders that import each other are one folder",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
    {
      name: "listed",
      comment: "a new folder of src gets its place in the list of .dependency-cruiser.mjs",
      severity: "error",
      from: { path: "^src/", pathNot: order.map(inside) },
      to: {},
    },
    ...forbidden,
    ...exceptions,
  ],
  options: {
    includeOnly: "^(providers|stacks|engine|src|test)/|undici|@pulumi/pulumi|^(node:)?child_process$",
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
