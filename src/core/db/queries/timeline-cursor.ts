import { z } from "zod";

/** A place in a timeline: after the event of this time, kind and key. */
export interface TimelinePlace {
  readonly at: Date;
  readonly kind: string;
  readonly key: string;
}

const Place = z
  .string()
  .transform((text) => text.split("|"))
  .pipe(z.tuple([z.iso.datetime(), z.string().regex(/^[a-z]+$/), z.string().regex(/^[\w -]+$/)]));

/** Encodes the place as an opaque cursor. */
export function toTimelineCursor({ at, kind, key }: TimelinePlace): string {
  return Buffer.from([at.toISOString(), kind, key].join("|")).toString("base64url");
}

/** Reads what toTimelineCursor wrote; undefined for anything else. */
export function parseTimelineCursor(cursor: string): TimelinePlace | undefined {
  const place = Place.safeParse(Buffer.from(cursor, "base64url").toString());
  if (!place.success) {
    return undefined;
  }
  const [at, kind, key] = place.data;
  return { at: new Date(at), kind, key };
}
