export type PanelSection = "overview" | "domains" | "members" | "configVars";

export type PanelPaths = Readonly<Record<PanelSection | "license" | "logOut" | "newTab", string>>;

/**
 * The paths of a tenant's pages. Each contains the tenant's id, so that several add-ons can be open in
 * separate tabs.
 */
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
