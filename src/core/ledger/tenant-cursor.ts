import type { Tenant } from "../model/tenant.ts";

/** A position in the list of tenants: after the tenant with this time and id. */
export type TenantPlace = Pick<Tenant, "createdAt" | "id">;

/** A cursor that no page of tenants returned. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError";
}

const Place = /^(?<time>\d{1,15}) (?<id>[\w-]+)$/;

/** The position as an opaque string for URLs. */
export function toCursor({ createdAt, id }: TenantPlace): string {
  return Buffer.from(`${createdAt.getTime()} ${id}`).toString("base64url");
}

/** Parses a cursor of toCursor. Throws InvalidCursorError for anything else. */
export function parseCursor(cursor: string): TenantPlace {
  const { time, id } = Place.exec(Buffer.from(cursor, "base64url").toString())?.groups ?? {};
  if (time === undefined || id === undefined) {
    throw new InvalidCursorError("the cursor must be the value of next from an earlier page");
  }
  return { createdAt: new Date(Number(time)), id };
}
