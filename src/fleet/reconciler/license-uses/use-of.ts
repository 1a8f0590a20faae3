import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { DeploymentSettings } from "../../../../stacks/deployment-settings.ts";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

/** The users that a declaration has use one of the tenant's licenses, as foldLogin writes them. */
export function usersOf({ owner, license, members }: TenantDeclaration): ReadonlySet<string> {
  const users = [
    ...(license.assignUsage === false ? [] : [owner]),
    ...members.filter((member) => member.license !== false),
  ];
  return new Set(users.map(({ login }) => foldLogin(login)));
}

/** The declaration with the use of licenses by these users alone. */
export function withUsers(declaration: TenantDeclaration, users: ReadonlySet<string>): TenantDeclaration {
  const { owner, license, members } = declaration;
  const has = ({ login }: { readonly login: string }) => users.has(foldLogin(login));
  return {
    ...declaration,
    license: has(owner) ? license : { ...license, assignUsage: false },
    members: members.map((member) => (has(member) ? member : { ...member, license: false })),
  };
}

/** Owner and pricing of a tenant's licenses: tenants in which they are the same share their licenses. */
export function poolOf({ plan, owner }: TenantDeclaration, { plans }: Pick<DeploymentSettings, "plans">) {
  return { pricingUid: plans[plan]?.pricingUid ?? "", ownerLogin: foldLogin(owner.login) };
}
