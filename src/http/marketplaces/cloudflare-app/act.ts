import { domainToASCII } from "node:url";
import { hostnameFault } from "@marketplane/providers/hostname.ts";
import { z } from "zod";
import { ActRefusedError } from "./act-refused.ts";
import type { Parameters } from "./read-parameters.ts";

/** The user that an act concerns. A subscription may be for the whole account, without a zone. */
export interface AppUser {
  readonly email: string;
  readonly zone: string | undefined;
}

/** The acts of "Requests from CloudFlare", each with its required data. */
export type Act =
  | { readonly act: "user_create" | "user_deactivate"; readonly user: AppUser }
  | { readonly act: "sub_start" | "sub_end"; readonly user: AppUser; readonly plan: string };

const Email = z.email().max(254);
const acts = ["user_create", "user_deactivate", "sub_start", "sub_end"] as const;
/** The spellings of booleans in forms. */
const yes: readonly unknown[] = [true, 1, "1", "true", "yes", "on", "t", "y"];

/** Reads a request, or throws ActRefusedError with the reason, worded for the user. */
export function toAct(parameters: Parameters): Act {
  const act = acts.find((name) => name === parameters.act);
  if (act === undefined) {
    throw new ActRefusedError(
      "This request is unknown: act must be user_create, user_deactivate, sub_start or sub_end.",
    );
  }
  const email = Email.safeParse(parameters.user_email);
  if (!email.success) {
    throw new ActRefusedError("An email address is required (user_email).");
  }
  const user = { email: email.data, zone: toZone(parameters.user_zone) };
  if (act === "sub_start" || act === "sub_end") {
    return { act, user, plan: toPlan(parameters.sub_plan) };
  }
  if (user.zone === undefined) {
    throw new ActRefusedError("The website's domain is required (user_zone).");
  }
  if (act === "user_create" && !isYes(parameters.user_tos)) {
    throw new ActRefusedError("Please accept the terms of service to use the service.");
  }
  return { act, user };
}

/** A domain name, with international names in their ASCII form. An empty field counts as missing. */
function toZone(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") {
    return undefined;
  }
  const zone = typeof value === "string" ? domainToASCII(value.trim()).replace(/\.$/, "") : "";
  if (hostnameFault(zone) !== undefined) {
    throw new ActRefusedError("The website's domain is not a domain name (user_zone).");
  }
  return zone;
}

function toPlan(value: unknown): string {
  if (typeof value !== "string" || value === "") {
    throw new ActRefusedError("A plan is required (sub_plan).");
  }
  return value;
}

function isYes(value: unknown): boolean {
  return yes.includes(typeof value === "string" ? value.trim().toLowerCase() : value);
}
