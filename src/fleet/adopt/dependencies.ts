/** Which of the objects have to be there before others, and go after them. */
import { foldLogin } from "@marketplane/providers/apifew/login.ts";
import type { FoundObject } from "./found-object.ts";

type KeyOf = (inputs: FoundObject["inputs"]) => string;

const origin: KeyOf = ({ zoneId }) => `origin ${zoneId}`;
const userOf = (login: unknown): string => `user ${foldLogin(String(login))}`;
const licenses: KeyOf = ({ pricingUid, ownerLogin }) => `licenses ${pricingUid} ${foldLogin(String(ownerLogin))}`;
const addon: KeyOf = ({ addonId }) => `addon ${addonId}`;

const provided: Readonly<Record<string, KeyOf>> = {
  "cloudflare:FallbackOrigin": origin,
  "apifew:User": ({ login }) => userOf(login),
  "apifew:License": licenses,
  "clevercloud:Addon": addon,
};

const needed: Readonly<Record<string, readonly KeyOf[]>> = {
  "cloudflare:CustomHostname": [origin],
  "apifew:License": [({ ownerLogin }) => userOf(ownerLogin)],
  "apifew:LicenseAssignment": [({ userLogin }) => userOf(userLogin), licenses],
  "clevercloud:AddonConfig": [addon],
};

/** The name of what the object is to others, undefined where none can need it. */
export function providedBy({ definition, inputs }: FoundObject): string | undefined {
  return provided[definition.type]?.(inputs);
}

/** The names of what the object needs, whether it is managed or not. */
export function neededBy({ definition, inputs }: FoundObject): string[] {
  return (needed[definition.type] ?? []).map((keyOf) => keyOf(inputs));
}
