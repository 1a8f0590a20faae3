import type { ApifewClient } from "@marketplane/providers/apifew/client.ts";
import { isAbsent } from "@marketplane/providers/apifew/fault.ts";
import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import { type Kysely, sql } from "kysely";
import type { TenantDeclaration } from "../../../../stacks/tenant-declaration.ts";
import type { Tables } from "../../../core/db/tables.ts";
import { loginsIn } from "./spell-logins.ts";

/** Deletes the user that apifew has for another spelling of a login, unless it is the same user. */
export type RemoveOtherUser = (other: string, spelling: string) => Promise<void>;

interface RetireParts {
  readonly db: Kysely<Tables>;
  readonly removeOtherUser: RemoveOtherUser;
}

/**
 * Deletes the users that an earlier version created for other spellings of these people, before a run moves
 * their licenses and teams to the remaining user. Rejects on failure: the run cannot converge while one
 * person has two users.
 */
export async function retireSpellings(
  declarations: readonly TenantDeclaration[],
  { db, removeOtherUser }: RetireParts,
): Promise<void> {
  const logins = declarations.flatMap(loginsIn).map(foldLogin);
  const rows = await db
    .selectFrom("loginSpellings")
    .selectAll()
    .where("login", "=", sql<string>`any(${logins}::text[])`)
    .where("retired", "!=", sql<string[]>`'{}'`)
    .execute();
  for (const { login, spelling, retired } of rows) {
    for (const other of retired) {
      await removeOtherUser(other, spelling);
    }
    await db.updateTable("loginSpellings").set({ retired: [] }).where("login", "=", login).execute();
  }
}

/**
 * Two spellings are the same user if apifew returns the same uid for both. Without a uid, neither user is
 * deleted.
 */
export function otherUserRemover(client: Pick<ApifewClient, "getUser" | "deleteUser">): RemoveOtherUser {
  const find = async (login: string) => {
    try {
      return await client.getUser(login);
    } catch (error) {
      if (isAbsent(error)) {
        return undefined;
      }
      throw error;
    }
  };
  return async (other, spelling) => {
    const [otherUser, user] = [await find(other), await find(spelling)];
    const isOther = otherUser?.uid !== undefined && (user === undefined || user.uid !== undefined);
    if (isOther && otherUser.uid !== user?.uid) {
      await client.deleteUser(other);
    }
  };
}
