import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { DeploymentSettings } from "../../../../stacks/deployment-settings.ts";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";

/** The users of the tenant's licenses according to its declaration, as foldLogin writes them. */
export function usersOf({ owner, license, members }: TenantDeclaration): ReadonlySet<string> {
  const users = [
    ...(license.assignUsage === false ? [] : [owner]),
    ...members.filter((member) => member.license !== false),
  ];
  return new Set(users.map(({ login }) => foldLogin(login)));
}

/** The declaration, with license uses for these users only. */
export function withUsers(declaration: TenantDeclaration, users: ReadonlySet<string>): TenantDeclaration {
  const { owner, license, members } = declaration;
  const isUser = ({ login }: { readonly login: string }) => users.has(foldLogin(login));
  return {
    ...declaration,
    license: isUser(owner) ? license : { ...license, assignUsage: false },
    members: members.map((member) => (isUser(member) ? member : { ...member, license: false })),
  };
}

/**
 * Owner and pricing of a tenant's licenses. Tenants with the same owner and pricing share a pool of licenses.
 */
export function poolOf({ plan, owner }: TenantDeclaration, { plans }: Pick<DeploymentSettings, "plans">) {
  return { pricingUid: plans[plan]?.pricingUid ?? "", ownerLogin: foldLogin(owner.login) };
}
