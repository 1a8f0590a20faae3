export type PanelSection = "overview" | "domains" | "members" | "configVars";

export type PanelPaths = Readonly<Record<PanelSection | "license" | "logOut" | "newTab", string>>;

/** Addresses of a tenant's pages: the tenant stands in each, so that tabs of several add-ons stay apart. */
export function panelPathsOf(tenantId?: string): PanelPaths {
  const base = tenantId === undefined ? "/panel" : `/panel/${tenantId}`;
  return {
    overview: base,
    domains: `${base}/domains`,
    members: `${base}/members`,
    configVars: `${base}/config-vars`,
    license: `${base}/license`,
    logOut: `${base}/log-out`,
    newTab: `${base}/new-tab`,
  };
}
