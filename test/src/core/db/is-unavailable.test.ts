import pg from "pg";
import { describe, expect, test } from "vitest";
import { isDatabaseUnavailable } from "../../../../src/core/db/is-unavailable.ts";

const withCode = (code: string) => Object.assign(new Error("x"), { code });

describe("a failure of the database", () => {
  test.each([
    ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND"],
    // Starting, shutting down, crashed, too many connections, disk full, read-only, wrong password, deadlock,
    // time limit.
    ...["57P03", "57P01", "57P02", "53300", "53100", "25006", "28P01", "40P01", "57014", "08P01", "3D000", "58030"],
  ])("%s counts as temporary", (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true);
  });

  test.each(["23505", "22P02", "42P01", "42601", "XX000", "ERR_INVALID_ARG_TYPE"])(
    "%s counts as our own error",
    (code) => {
      expect(isDatabaseUnavailable(withCode(code))).toBe(false);
    },
  );

  test("is recognised by the messages of pg and its pool without a code, and among the errors of several addresses", async () => {
    const pool = new pg.Pool({ connectionString: "postgres://u@127.0.0.1:1/x", connectionTimeoutMillis: 500 });
    const error: unknown = await pool.query("select 1").catch((reason: unknown) => reason);
    await pool.end();
    expect(isDatabaseUnavailable(error)).toBe(true);
    const closed: unknown = await pool.query("select 1").catch((reason: unknown) => reason);
    expect(isDatabaseUnavailable(closed)).toBe(true);
    expect(isDatabaseUnavailable(new AggregateError([withCode("ECONNREFUSED"), withCode("ECONNREFUSED")]))).toBe(true);
    expect(isDatabaseUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isDatabaseUnavailable(new Error("anything else"))).toBe(false);
    expect(isDatabaseUnavailable(undefined)).toBe(false);
  });
});
