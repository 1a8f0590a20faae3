import { Hono } from "hono";
import { readVendorHealth } from "../../../core/vendor-health/read-vendor-health.ts";
import type { ConsoleContext, ConsoleEnv, ConsoleGroup } from "../console-context.ts";
import { vendorHealth } from "./vendor-health.ts";
import { vendorSpan } from "./vendor-span.ts";
import { vendorsPage } from "./vendors-page.ts";

/** GET /console/vendors */
export function vendorsRoutes({ db }: ConsoleContext): ConsoleGroup {
  const routes: ConsoleGroup = new Hono<ConsoleEnv>();
  routes.get("/console/vendors", async (c) => {
    const viewer = c.get("viewer");
    const span = vendorSpan(c.req.query("by") === "hour" ? "hours" : "minutes", viewer.now);
    const records = await readVendorHealth(db, span, viewer.now);
    return c.html(vendorsPage({ viewer, span, vendors: vendorHealth(records, span, viewer.now) }));
  });
  return routes;
}
