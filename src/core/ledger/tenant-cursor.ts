import type { Tenant } from "../model/tenant.ts";

/** A place in the list of tenants: after the tenant of this time and id. */
export type TenantPlace = Pick<Tenant, "createdAt" | "id">;

/** A cursor that no page of tenants has given out. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError";
}

const Place = /^(?<time>\d{1,15}) (?<id>[\w-]+)$/;

/** The place as an opaque word for URLs. */
export function toCursor({ createdAt, id }: TenantPlace): string {
  return Buffer.from(`${createdAt.getTime()} ${id}`).toString("base64url");
}

/** Reads what toCursor wrote; throws InvalidCursorError at anything else. */
export function parseCursor(cursor: string): TenantPlace {
  const { time, id } = Place.exec(Buffer.from(cursor, "base64url").toString())?.groups ?? {};
  if (time === undefined || id === undefined) {
    throw new InvalidCursorError("the cursor must be one that an earlier page gave as its next");
  }
  return { createdAt: new Date(Number(time)), id };
}
