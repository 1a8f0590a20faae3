import type { ServiceEnv } from "../kernel/service-env.ts";
import type { PanelPaths } from "./panel-paths.ts";
import type { PlanFacts } from "./plan-facts.ts";
import type { Session } from "./sessions/find-session.ts";
import type { Texts } from "./texts/en.ts";
import type { Language } from "./texts/languages.ts";

/** A customer's user who looks at a page of the panel. */
export interface Visit extends Session {
  /** As the audit log calls the user. */
  readonly actor: string;
  /** Addresses of the tenant's pages. */
  readonly paths: PanelPaths;
  readonly language: Language;
  readonly texts: Texts;
  readonly plan: PlanFacts;
  /** What the vendor calls the product; undefined where no manifest does. */
  readonly product: string | undefined;
  /** Whether the tenant is an add-on that gets config vars. */
  readonly hasConfigVars: boolean;
  readonly now: Date;
}

/** What every request of the panel carries. */
export interface PanelEnv {
  Bindings: ServiceEnv["Bindings"];
  Variables: ServiceEnv["Variables"] & { visit: Visit };
}
