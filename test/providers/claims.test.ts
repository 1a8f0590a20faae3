import { describe, expect, test } from "vitest";
import { Claims } from "../../providers/claims.ts";
import { IncompleteError } from "../../providers/define-resource.ts";
import { unknownValue } from "../../providers/unknown.ts";

const definition = { type: "shop:Thing", uniqueOn: ["zone", "name"] };
const thing = { zone: "z", name: "n" };
const made = () => Promise.resolve({ id: "1" });

describe("a create", () => {
  test("is refused while another one makes the same object, and the message names it", async () => {
    const claims = new Claims(definition);
    const { promise, resolve } = Promise.withResolvers<{ id: string }>();
    const first = claims.create(thing, () => promise);

    await expect(claims.create({ ...thing }, made)).rejects.toThrow(
      'two resources of this program are shop:Thing with zone "z" and name "n": remove one of them',
    );
    resolve({ id: "1" });
    expect(await first).toEqual({ id: "1" });
  });

  test("is refused behind one that is made, changed or kept", async () => {
    for (const prepare of [
      (claims: Claims) => claims.create(thing, made),
      (claims: Claims) => claims.update("1", thing, made),
      (claims: Claims) => claims.keep("1", thing),
      (claims: Claims) =>
        claims.create(thing, () => Promise.reject(new IncompleteError("half", "1", {}))).catch(() => undefined),
    ]) {
      const claims = new Claims(definition);
      await prepare(claims);

      await expect(claims.create(thing, made)).rejects.toThrow(/two resources/);
    }
  });

  test("runs behind one that failed, and where the object is gone", async () => {
    const claims = new Claims(definition);

    await expect(claims.create(thing, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await claims.create(thing, made);
    claims.release(thing);
    await claims.create(thing, made);
  });

  test("runs in parallel with another object, and when a name is unknown", async () => {
    const claims = new Claims(definition);
    await claims.create(thing, made);

    await claims.create({ ...thing, name: "m" }, made);
    for (const name of [undefined, unknownValue]) {
      await claims.create({ zone: "z", name }, made);
      await claims.create({ zone: "z", name }, made);
    }
  });

  test("runs for a type whose objects may be shared", async () => {
    const claims = new Claims({ type: "shop:Shared" });
    await claims.create(thing, made);

    await claims.create(thing, made);
  });
});

describe("an update", () => {
  test("is refused while another one changes the same object", async () => {
    const claims = new Claims(definition);
    const { promise, resolve } = Promise.withResolvers<{ id: string }>();
    const first = claims.update("1", thing, () => promise);

    await expect(claims.update("1", thing, made)).rejects.toThrow(/two resources/);
    resolve({ id: "1" });
    await first;
  });

  test("follows the create of its own object, and is refused to the id of another one", async () => {
    const claims = new Claims(definition);
    await claims.create(thing, made);

    await claims.update("1", thing, made);
    await expect(claims.update("2", thing, made)).rejects.toThrow(/two resources/);
  });
});
