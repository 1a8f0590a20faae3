import { describe, expect, test } from "vitest";
import { hasDatabase } from "../../../../support/database.ts";
import { desiredHostname, start, textOf, usePanel } from "../../../../support/panel.ts";

const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

describe.skipIf(!hasDatabase)("the domain pages", () => {
  const panel = usePanel();
  const namesOf = async (id: string) => (await panel.tenant(id)).desired.hostnames.map(({ hostname }) => hostname);
  const recheckOf = (hostname: string) =>
    panel.db.selectFrom("hostnameRechecks").selectAll().where("hostname", "=", hostname).executeTakeFirst();
  const fresh = (name: string) => `${name}-${crypto.randomUUID().slice(0, 8)}.acme.com`;

  test("explain what to do if there are no domains", async () => {
    const visitor = await panel.visitNew();
    expect(textOf(await visitor.read("/panel/domains"))).toContain("No domains yet.");
  });

  test("add a domain, and redirect to its page with the record to add", async () => {
    const visitor = await panel.visitNew();
    const hostname = fresh("add");

    const answer = await visitor.post("/panel/domains", { domain: ` HTTPS://${hostname.toUpperCase()}/ ` });
    const page = textOf(await visitor.read(answer.headers.get("location") ?? ""));

    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/panel/${visitor.tenantId}/domains/${hostname}`,
    ]);
    expect((await panel.tenant(visitor.tenantId)).desired.hostnames).toEqual([desiredHostname(hostname)]);
    expect(await panel.audit(visitor.tenantId)).toContain("customer:user_1 add-hostname");
    expect(page).toMatch(/CNAME .*customers\.saasprovider\.com/);
    expect(page).toContain("We are registering the domain with Cloudflare.");
  });

  test("show an invalid domain's error at the field, keep the input, and add nothing", async () => {
    const visitor = await panel.visitNew();

    const answer = await visitor.post("/panel/domains", { domain: `a"><b> c` });
    const page = await answer.text();

    expect(answer.status).toBe(422);
    expect(page).toMatch(/aria-describedby="domain-fault domain-hint"\s+aria-invalid="true"/);
    expect(page).toMatch(/id="domain-fault" class="field-error" role="alert">This is not a valid domain/);
    expect(page).toContain("a&quot;&gt;&lt;b&gt; c");
    expect(await namesOf(visitor.tenantId)).toEqual([]);
  });

  test("refuse another customer's domain without naming that customer", async () => {
    const hostname = fresh("taken");
    const other = await panel.order({
      desired: { owner: { login: "eve@other.com" }, hostnames: [desiredHostname(hostname)] },
    });
    const visitor = await panel.visitNew();

    const answer = await visitor.post("/panel/domains", { domain: hostname });
    const page = textOf(await answer.text());

    expect(answer.status).toBe(422);
    expect(page).toContain("already in use on another account");
    expect(page).not.toMatch(new RegExp(`eve@|${other}`));
    expect((await visitor.get(`/panel/domains/${hostname}`)).status).toBe(404);
    expect((await visitor.get(`/panel/domains/${hostname}/remove`)).status).toBe(404);
    await visitor.post(`/panel/domains/${hostname}/remove`);
    await visitor.post(`/panel/domains/${hostname}/check`);
    expect(await namesOf(other)).toEqual([hostname]);
    expect(await recheckOf(hostname)).toBeUndefined();
  });

  test("report that a domain already exists", async () => {
    const hostname = fresh("twice");
    const visitor = await panel.visitNew({ desired: { hostnames: [desiredHostname(hostname)] } });
    const answer = await visitor.post("/panel/domains", { domain: hostname });
    expect(textOf(await answer.text())).toContain("already in your list");
  });

  test("show the plan's limit before it is reached, and enforce it if two domains are added at once", async () => {
    const visitor = await panel.visitNew({ plan: "dev" });
    expect(textOf(await visitor.read("/panel/domains"))).toContain("0 of 1");

    const answers = await Promise.all(
      ["one", "two"].map((name) => visitor.post("/panel/domains", { domain: fresh(name) })),
    );
    const page = await visitor.read("/panel/domains");

    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(await namesOf(visitor.tenantId)).toHaveLength(1);
    expect(textOf(page)).toContain("1 of 1");
    expect(textOf(page)).toContain("You have reached your plan’s limit of 1 domain.");
    expect(page).not.toContain('name="domain"');
  });

  test("warn of a domain that cannot have a CNAME, and show international names as written", async () => {
    const visitor = await panel.visitNew();
    const name = `café-${crypto.randomUUID().slice(0, 8)}.fr`;

    const answer = await visitor.post("/panel/domains", { domain: name });
    const page = textOf(await visitor.read(answer.headers.get("location") ?? ""));

    expect(answer.headers.get("location")).toMatch(/^\/panel\/[a-z]{26}\/domains\/xn--caf/);
    expect(page).toContain(name);
    expect(page).toMatch(/ALIAS or ANAME .* www\.xn--caf/);
  });

  test("show both statuses in words, since when they hold, the errors found, and every record", async () => {
    const hostname = fresh("described");
    const visitor = await panel.visitNew({ desired: { hostnames: [desiredHostname(hostname)] } });
    const details = JSON.stringify({
      ownershipTxt: { name: `_cf-custom-hostname.${hostname}`, value: "0e2d5a7f" },
      validationRecords: [{ txtName: `_acme-challenge.${hostname}`, txtValue: "dcv-token" }],
      errors: ["custom hostname does not CNAME to this zone.", "<script>caa</script>"],
    });
    await panel.observe(hostname, { details: details, statusSince: minutes(-180) });

    const page = await visitor.read(`/panel/domains/${hostname}`);
    const text = textOf(page);

    expect(text).toContain("Waiting for your DNS record. Cloudflare checks for it automatically.");
    expect(text).toContain("for 3 hours");
    expect(text).toContain("The certificate authority is verifying that you own the domain.");
    expect(text).toContain("custom hostname does not CNAME to this zone.");
    expect(page).not.toContain("<script>caa");
    for (const value of [hostname, "customers.saasprovider.com", "0e2d5a7f", "dcv-token"]) {
      expect(page).toContain(`data-copy="${value}"`);
    }
  });

  test("let a domain be checked once per window, and show when the next check is possible", async () => {
    const hostname = fresh("check");
    const visitor = await panel.visitNew({ desired: { hostnames: [desiredHostname(hostname)] } });
    await panel.observe(hostname);
    const check = () => visitor.post(`/panel/domains/${hostname}/check`);
    const page = async () => textOf(await visitor.read(`/panel/domains/${hostname}`));

    expect(await page()).toMatch(/You can request a check in 12 minutes/);
    await check();
    expect(await recheckOf(hostname), "Cloudflare checks every minute on its own").toBeUndefined();

    panel.clock.time = minutes(13);
    expect(await page()).toContain("Just changed a record?");
    const answers = await Promise.all([check(), check(), check()]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(await recheckOf(hostname)).toMatchObject({ requestedAt: minutes(13), askedAt: null });
    expect(await page()).toContain("A check is in progress.");
    expect((await panel.audit(visitor.tenantId)).filter((entry) => entry.endsWith("recheck-hostname"))).toHaveLength(1);

    await panel.db
      .updateTable("hostnameRechecks")
      .set({ askedAt: minutes(13) })
      .where("hostname", "=", hostname)
      .execute();
    await check();
    expect(await recheckOf(hostname)).toMatchObject({ requestedAt: minutes(13) });
    panel.clock.time = start;
  });

  test("remove a domain after a confirmation, and delete its checks", async () => {
    const hostname = fresh("remove");
    const visitor = await panel.visitNew({ desired: { hostnames: [desiredHostname(hostname)] } });
    await panel.observe(hostname, { status: "moved" });
    await visitor.post(`/panel/domains/${hostname}/check`);

    const asked = textOf(await visitor.read(`/panel/domains/${hostname}/remove`));
    expect(asked).toContain(`Remove ${hostname}?`);
    expect(await namesOf(visitor.tenantId)).toEqual([hostname]);
    const answer = await visitor.post(`/panel/domains/${hostname}/remove`);

    expect([answer.status, answer.headers.get("location")]).toEqual([303, `/panel/${visitor.tenantId}/domains`]);
    expect(await namesOf(visitor.tenantId)).toEqual([]);
    expect(await recheckOf(hostname)).toBeUndefined();
    expect(await panel.audit(visitor.tenantId)).toContain("customer:user_1 remove-hostname");
    expect((await visitor.get(`/panel/domains/${hostname}`)).status).toBe(404);
  });

  test("accept only their own forms", async () => {
    const visitor = await panel.visitNew();
    const answer = await visitor.post(
      "/panel/domains",
      { domain: fresh("forged") },
      { Origin: "https://evil.example" },
    );

    expect(answer.status).toBe(403);
    expect(textOf(await answer.text())).toContain("The form was not sent from this site.");
    expect(await namesOf(visitor.tenantId)).toEqual([]);
  });

  test("accept no request of another content type from another site", async () => {
    const visitor = await panel.visitNew();
    const foreign = { Origin: "https://evil.example", "Content-Type": "application/json" };
    const answer = await visitor.post("/panel/domains", { domain: fresh("forged-json") }, foreign);
    expect(answer.status).toBe(403);
    expect(await namesOf(visitor.tenantId)).toEqual([]);
  });
});
