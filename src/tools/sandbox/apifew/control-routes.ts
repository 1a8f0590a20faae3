import type { Hono } from "hono";
import { z } from "zod";
import { readControlBody } from "../control-body.ts";
import type { SandboxEnv } from "../sandbox-context.ts";
import { type ApifewApp, currentRevision, type License } from "./apifew-app.ts";
import { PricingSeed } from "./seed.ts";

const Publication = z.strictObject({ uid: z.string(), features: z.array(z.string()).optional() });
const PricingChange = z.strictObject({ uid: z.string(), active: z.boolean().optional(), name: z.string().optional() });
const LicenseChange = z.strictObject({
  ownerLogin: z.string().optional(),
  /** null ends the usage. */
  userLogin: z.string().nullable().optional(),
  active: z.boolean().optional(),
  status: z.string().optional(),
  endDate: z.iso.date().optional(),
});

/** Actions of the seller or an owner on apifew's website, for which there is no API. */
export function addControlRoutes(control: Hono<SandboxEnv>, app: ApifewApp): void {
  control.post("/pricings", async (c) => {
    const pricing = await readControlBody(c, PricingSeed);
    app.pricings.set(pricing.uid, pricing);
    return c.json(pricing, 201);
  });

  control.post("/pricings/revisions", async (c) => {
    const { uid, features } = await readControlBody(c, Publication);
    const pricing = app.pricings.get(uid);
    if (pricing === undefined) {
      return c.json({ error: `no pricing ${uid}` }, 404);
    }
    const current = pricing.revisions.at(-1);
    pricing.revisions.push({ rev: currentRevision(pricing) + 1, features: features ?? [...(current?.features ?? [])] });
    return c.json(pricing, 201);
  });

  control.patch("/pricings", async (c) => {
    const { uid, ...change } = await readControlBody(c, PricingChange);
    const pricing = app.pricings.get(uid);
    if (pricing === undefined) {
      return c.json({ error: `no pricing ${uid}` }, 404);
    }
    return c.json(Object.assign(pricing, change));
  });

  control.patch("/licenses/:key", async (c) => {
    const license = app.licenses.get(c.req.param("key"));
    if (license === undefined) {
      return c.json({ error: "no such license" }, 404);
    }
    const { userLogin, ...change } = await readControlBody(c, LicenseChange);
    Object.assign(license, change);
    if (userLogin === null) {
      app.release(license);
    } else if (userLogin !== undefined) {
      app.assign(license, app.spellingOf(userLogin));
    }
    return c.json(licenseState(license));
  });

  control.delete("/licenses/:key", (c) => {
    const license = app.licenses.get(c.req.param("key"));
    if (license === undefined) {
      return c.json({ error: "no such license" }, 404);
    }
    app.removeLicense(license);
    return c.json(licenseState(license));
  });
}

/** A license with all its data at apifew. */
export function licenseState(license: License) {
  return { ...license, userLogin: license.userLogin ?? null, counters: Object.fromEntries(license.counters) };
}
