import { describe, expect, test } from "vitest";
import { Claims } from "../../providers/claims.ts";
import { IncompleteError } from "../../providers/define-resource.ts";
import { unknownValue } from "../../providers/unknown.ts";

const definition = { type: "shop:Thing", uniqueOn: ["zone", "name"] };
const thing = { zone: "z", name: "n" };
const made = () => Promise.resolve({ id: "1" });

describe("a create", () => {
  test("is refused while another resource creates the same object, and the error names that resource", async () => {
    const claims = new Claims(definition);
    const { promise, resolve } = Promise.withResolvers<{ id: string }>();
    const first = claims.create(thing, () => promise);

    await expect(claims.create({ ...thing }, made)).rejects.toThrow(
      'two resources of this program are shop:Thing with zone "z" and name "n": remove one of them',
    );
    resolve({ id: "1" });
    expect(await first).toEqual({ id: "1" });
  });

  test("is refused after another resource created, updated or kept the object", async () => {
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

  test("runs after another create failed, and if the object is gone", async () => {
    const claims = new Claims(definition);

    await expect(claims.create(thing, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await claims.create(thing, made);
    claims.release(thing);
    await claims.create(thing, made);
  });

  test("runs in parallel with the create of another object, and if a name is unknown", async () => {
    const claims = new Claims(definition);
    await claims.create(thing, made);

    await claims.create({ ...thing, name: "m" }, made);
    for (const name of [undefined, unknownValue]) {
      await claims.create({ zone: "z", name }, made);
      await claims.create({ zone: "z", name }, made);
    }
  });

  test("runs if the type's objects may be shared", async () => {
    const claims = new Claims({ type: "shop:Shared" });
    await claims.create(thing, made);

    await claims.create(thing, made);
  });
});

describe("an update", () => {
  test("is refused while another resource changes the same object", async () => {
    const claims = new Claims(definition);
    const { promise, resolve } = Promise.withResolvers<{ id: string }>();
    const first = claims.update("1", thing, () => promise);

    await expect(claims.update("1", thing, made)).rejects.toThrow(/two resources/);
    resolve({ id: "1" });
    await first;
  });

  test("may follow the create of its own object, and is refused for the id of another object", async () => {
    const claims = new Claims(definition);
    await claims.create(thing, made);

    await claims.update("1", thing, made);
    await expect(claims.update("2", thing, made)).rejects.toThrow(/two resources/);
  });
});
