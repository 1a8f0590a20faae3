import { managedUser } from "@marketplane/providers/apifew/managed-user.ts";
import { user } from "@marketplane/providers/apifew/user.ts";
import { customHostname } from "@marketplane/providers/cloudflare/custom-hostname/index.ts";
import { createHandler } from "@marketplane/providers/resource-handler.ts";
import type { Settings } from "@marketplane/providers/settings.ts";
import type { SharedObject } from "./hand-over.ts";

/** Deletes an object at its vendor. An object that is already gone is no error. */
export type DeleteObject = (object: SharedObject) => Promise<void>;

/**
 * Deletes objects that no stack has, with the code of their resources. Supports the types of objects that
 * tenants can share.
 */
export function objectDeleter(settings: Settings): DeleteObject {
  const makers = {
    [customHostname.type]: () => createHandler(customHostname, { settings }),
    [managedUser.type]: () => createHandler(managedUser, { settings }),
    [user.type]: () => createHandler(user, { settings }),
  };
  return async ({ type, id, properties }) => {
    const make = makers[type];
    if (!make) {
      throw new Error(`tenants cannot share objects of type ${type}`);
    }
    await make().delete(id, { ...properties });
  };
}
