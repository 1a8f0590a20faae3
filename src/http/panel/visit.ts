import type { Session } from "../../core/sign-in/panel-sessions.ts";
import type { ServiceEnv } from "../kernel/service-env.ts";
import type { PanelPaths } from "./panel-paths.ts";
import type { PlanFacts } from "./plan-facts.ts";
import type { Texts } from "./texts/en.ts";
import type { Language } from "./texts/languages.ts";

/** The context of a request to the panel: user, tenant, language and plan. */
export interface Visit extends Session {
  /** The user's name in the audit log. */
  readonly actor: string;
  /** Paths of the tenant's pages. */
  readonly paths: PanelPaths;
  readonly language: Language;
  readonly texts: Texts;
  readonly plan: PlanFacts;
  /** The product's name from the manifest; undefined without a manifest. */
  readonly product: string | undefined;
  /** The title of the tenant's marketplace, within a sentence. */
  readonly marketplace: string;
  /** Whether the tenant's marketplace has config vars. */
  readonly hasConfigVars: boolean;
  readonly now: Date;
}

/** The variables of every request to the panel. */
export interface PanelEnv {
  Bindings: ServiceEnv["Bindings"];
  Variables: ServiceEnv["Variables"] & { visit: Visit };
}
