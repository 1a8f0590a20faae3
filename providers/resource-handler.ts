import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { checkInputs, type InputFailure } from "./check-inputs.ts";
import { Claims } from "./claims.ts";
import {
  type Change,
  type ChangeRule,
  type Context,
  IncompleteError,
  type Known,
  type ResourceDefinition,
} from "./define-resource.ts";
import { type Clock, systemClock } from "./http/clock.ts";
import type { IntentJournal } from "./intent-journal.ts";
import { withAccount } from "./intent-key.ts";
import { printNotices } from "./notice.ts";
import { changedProperties, needsRepair, observeResource, toPlain } from "./observe-resource.ts";
import { processJournal } from "./process-journal.ts";
import { resourceIntents } from "./resource-intents.ts";
import { type SecretNames, withSecretsMarked } from "./secret-marks.ts";
import { type Settings, SettingsError, settingsOf, toExplicitAdvice } from "./settings.ts";
import { containsUnknown } from "./unknown.ts";

type Properties = Readonly<Record<string, unknown>>;

/** The key under which the engine keeps the provider line, beside a resource's own properties. */
const providerKey = "__provider";

export interface HandlerOptions {
  readonly settings?: Settings;
  readonly clock?: Clock;
  /** The memory of creates on their way; by default the process's own, and none where settings are given. */
  readonly journal?: IntentJournal;
}

/**
 * Makes of a definition what the engine's dynamic provider calls: the one place that knows how the engine passes
 * properties, unknown values, errors and half-made objects (see providers/README.md, "How a resource meets the engine").
 */
export function createHandler<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  options: HandlerOptions = {},
): Required<Omit<pulumi.dynamic.ResourceProvider, "configure">> & Pick<pulumi.dynamic.ResourceProvider, "configure"> {
  type Inputs = z.output<Schema>;
  type KnownOf = Known<Inputs, State>;
  let settings: Settings = options.settings ?? environmentOnly;
  let context: Context<Client> | undefined;
  let account = "";
  const connected = (): Context<Client> => {
    if (!context) {
      const noted = withAccount(settings);
      context = { client: definition.connect(noted.settings), clock: options.clock ?? systemClock };
      account = noted.account();
    }
    return context;
  };
  const intents = resourceIntents(
    definition,
    () => connected() && account,
    () => options.journal ?? (options.settings ? undefined : processJournal(environmentOnly.environment)),
  );
  const changed = (olds: Properties, news: Properties): string[] => changedProperties(definition, olds, news);

  const secretNames: SecretNames = definition;
  const claims = new Claims(definition);

  return {
    // The engine does not wait for this before it calls the other methods, so nothing here may be asynchronous.
    configure: (request) => {
      settings = options.settings ?? settingsOf((key) => request.config.get(key), environmentOnly.environment);
      context = undefined;
      printNotices();
      return Promise.resolve();
    },

    check: async (olds: Properties, news: Properties) => {
      const { inputs, failures } = checkInputs(definition, withoutProvider(news));
      const isSameObject = !changed(olds, inputs).some((property) => definition.replaceOn.includes(property));
      const broken =
        failures.length === 0 && isSameObject ? brokenChangeRules(definition.changeRules ?? [], olds, inputs) : [];
      const missing = settingsFailure(connected).map((reason) =>
        settings.isExplicit ? toExplicitAdvice(reason) : reason,
      );
      // The engine prints the raw value of a property that a failure names, secret or not. So the property stands in
      // the reason, where our own wording decides what is shown.
      const reasons = [...[...failures, ...broken].map(({ property, reason }) => `${property} ${reason}`), ...missing];
      return { inputs: { ...inputs }, failures: reasons.map((reason) => ({ property: "", reason })) };
    },

    diff: async (id, olds: Properties, news: Properties) => {
      assertRefreshed(id, definition.replaceOn, olds);
      intents.seen(olds);
      const properties = changed(olds, news);
      const replaces = properties.filter((property) => definition.replaceOn.some((key) => key === property));
      if (replaces.length === 0) {
        claims.keep(id, olds);
      }
      if (properties.length === 0) {
        // `changes: true` hides which property differs, so it is kept for what no property shows.
        return { changes: needsRepair(definition, withoutProvider(olds)) };
      }
      // Names are unique at the vendors: as a rule what is there must go before its successor can come.
      const deleteBeforeReplace = !replaces.every((property) =>
        definition.createFirstOn?.some((key) => key === property),
      );
      return replaces.length === 0 ? {} : { replaces, deleteBeforeReplace };
    },

    create: async (inputs: Properties) =>
      guarded(inputs, async () => {
        const { id, state } = await claims.create(inputs, () =>
          intents.run("create", inputs, (own) =>
            definition.create(withoutProvider(inputs) as Inputs, { ...connected(), ...own }),
          ),
        );
        return { id, outs: toOutputs(withoutProvider(inputs), state) };
      }),

    read: async (id, known: Properties) =>
      guarded(known, async () => {
        intents.seen(known);
        const observed = await observeResource(definition, id, withoutProvider(known), connected());
        if (!observed) {
          claims.release(known);
          return {};
        }
        const marked = (properties: Properties) => withSecretsMarked(secretNames, properties);
        return { id: observed.id, inputs: marked(observed.inputs), props: marked(observed.outputs) };
      }),

    update: async (id, olds: Properties, news: Properties) =>
      guarded(news, async () => {
        const properties = changed(olds, news);
        const change: Change<Inputs, State> = {
          olds: withoutProvider(olds) as KnownOf,
          news: withoutProvider(news) as Inputs,
          isChanged: (...keys) => keys.some((key) => properties.includes(key)),
        };
        const state = await claims.update(id, news, () =>
          intents.run("update", news, (own) => definition.update(id, change, { ...connected(), ...own })),
        );
        return { outs: toOutputs(withoutProvider(news), state) };
      }),

    delete: async (id, known: Properties) =>
      guarded(known, async () => {
        intents.forget(known);
        await definition.delete(id, withoutProvider(known) as KnownOf, connected());
        claims.release(known);
      }),
  };
}

const environmentOnly: Settings = {
  configured: () => undefined,
  environment: (name) => process.env[name],
};

/** Without the properties that name the object, every one of them would look changed, and the object be replaced. */
function assertRefreshed(id: string, naming: readonly string[], olds: Properties): void {
  if (naming.length > 0 && naming.every((property) => olds[property] === undefined)) {
    throw new Error(
      `the state knows nothing of ${JSON.stringify(id)} but its id, as after an import: run pulumi refresh`,
    );
  }
}

function brokenChangeRules<Inputs>(
  rules: readonly ChangeRule<Inputs>[],
  olds: Properties,
  news: Properties,
): InputFailure[] {
  const known = Object.fromEntries(Object.entries(news).filter(([, value]) => !containsUnknown(value)));
  return rules
    .map((rule) => rule(olds as Partial<Inputs>, known as Partial<Inputs>))
    .filter((failure) => failure !== undefined);
}

function settingsFailure(connect: () => unknown): string[] {
  try {
    connect();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) {
      return [error.message];
    }
    throw error;
  }
}

function withoutProvider(properties: Properties): Properties {
  const { [providerKey]: _line, ...own } = properties;
  return own;
}

function toOutputs(inputs: Properties, state: object): Record<string, unknown> {
  return toPlain({ ...inputs, ...state });
}

/**
 * Runs one method. An object that exists but is incomplete is reported in the engine's way, so that its id is kept; the
 * provider line has to be among its properties, or no later refresh or destroy could find this code.
 */
async function guarded<T>(properties: Properties, method: () => Promise<T>): Promise<T> {
  try {
    return await method();
  } catch (error) {
    const failure = new Error(error instanceof Error ? error.message : String(error));
    // The engine's provider prints the stack to the user, who is helped by the message alone.
    failure.stack = failure.message;
    if (error instanceof IncompleteError) {
      const outs = toOutputs(withoutProvider(properties), error.state);
      const engineProperties = { ...outs, [providerKey]: properties[providerKey] };
      Object.assign(failure, { id: error.id, properties: engineProperties, reasons: [error.message] });
    }
    throw failure;
  }
}
