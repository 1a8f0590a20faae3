import type { Context } from "hono";
import { answerConsoleError } from "../http/console/answer-console-error.ts";
import { problemOf } from "../http/kernel/answer-error.ts";
import { isBelow } from "../http/kernel/marketplace-endpoint.ts";
import type { ServiceContext } from "../http/kernel/service-context.ts";
import type { ServiceEnv } from "../http/kernel/service-env.ts";
import { answerFault } from "../http/panel/answer-fault.ts";
import { pagePolicy } from "../http/ui/page.ts";

/**
 * The page for an error that no page route handled, such as a request that took too long. Undefined if the
 * caller is a program, or if the error is not one of the control plane itself.
 */
export function answerPeople(
  error: Error,
  c: Context<ServiceEnv>,
  context: ServiceContext,
): Response | Promise<Response> | undefined {
  const { marketplaces } = context;
  const isConsole = isBelow("/console", c.req.path);
  const isPanel = ["/panel", ...marketplaces.map(({ signInPath }) => signInPath)].some((base) =>
    isBelow(base, c.req.path),
  );
  if (!(isConsole || isPanel) || problemOf(error).status < 500) {
    return undefined;
  }
  c.header(
    "Content-Security-Policy",
    pagePolicy(isPanel ? marketplaces.flatMap(({ frameAncestors }) => frameAncestors) : []),
  );
  c.header("Cache-Control", "no-store");
  return isPanel ? answerFault(error, c, context.log) : answerConsoleError(context)(error, c);
}
