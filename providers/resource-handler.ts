import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { withAccountDigests } from "./account-digests.ts";
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
import { HeldObjects } from "./held-objects.ts";
import { holderKey, holderOf, newHolder } from "./holder.ts";
import type { HolderRecords } from "./holder-records.ts";
import { type Clock, systemClock } from "./http/clock.ts";
import { notify, showNotices } from "./notice.ts";
import { changedProperties, needsRepair, observeResource, toPlain } from "./observe-resource.ts";
import type { PendingCreateStore } from "./pending-create-store.ts";
import type { PendingCreates } from "./pending-creates.ts";
import { processHolderRecords, processPendingCreates } from "./process-records.ts";
import { resourcePendingCreates } from "./resource-pending-creates.ts";
import { type SecretNames, withSecretsMarked } from "./secret-marks.ts";
import { connectWith, type Settings, SettingsError, settingsOf } from "./settings.ts";
import { containsUnknown } from "./unknown.ts";

type Properties = Readonly<Record<string, unknown>>;

/** The key under which the engine stores the provider line among a resource's properties. */
export const providerKey = "__provider";

/** Marks, in a state without provider line, an object that is not yet as declared. */
const incompleteKey = "__incomplete";

export interface HandlerOptions {
  readonly settings?: Settings;
  readonly clock?: Clock;
  /** Pending creates; by default those of the process, and none when settings are given. */
  readonly pendingCreates?: PendingCreateStore;
  /** Holder records; by default those of the process, and none when settings are given. */
  readonly holders?: HolderRecords;
  /** Milliseconds of the epoch, for new holders. */
  readonly now?: () => number;
}

/** Checked inputs, with every failure under the property that it concerns; "" for missing settings. */
export interface ValidatedInputs {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly failures: readonly InputFailure[];
}

/** The engine's methods of a dynamic provider. */
export interface ResourceHandler
  extends Required<Omit<pulumi.dynamic.ResourceProvider, "configure">>,
    Pick<pulumi.dynamic.ResourceProvider, "configure"> {
  /**
   * The same as `check`. The values of `secretProperties` are not shown, in addition to those of the
   * definition.
   */
  validate(olds: Properties, news: Properties, secretProperties?: readonly string[]): ValidatedInputs;
}

/**
 * Turns a definition into the methods of the engine's dynamic provider. No other module knows how the engine
 * passes properties, unknown values, errors and incomplete objects (providers/README.md, "How a resource
 * meets the engine").
 */
export function createHandler<Schema extends z.ZodObject, State extends object, Client, Scope>(
  definition: ResourceDefinition<Schema, State, Client, Scope>,
  options: HandlerOptions = {},
): ResourceHandler {
  type Inputs = z.output<Schema>;
  type KnownOf = Known<Inputs, State>;
  let settings: Settings = options.settings ?? environmentOnly;
  let context: Context<Client> | undefined;
  let account = "";
  let scope = "";
  const { now = Date.now } = options;
  const connected = (): Context<Client> => {
    if (!context) {
      const noted = withAccountDigests(settings);
      context = {
        client: connectWith(settings, () => definition.connect(noted.settings)),
        clock: options.clock ?? systemClock,
      };
      account = noted.account();
      scope = definition.hasGlobalIds ? noted.endpoint() : noted.reached();
    }
    return context;
  };
  const pendingCreates = resourcePendingCreates(
    definition,
    () => connected() && account,
    () => options.pendingCreates ?? (options.settings ? undefined : processPendingCreates(environmentOnly.environment)),
  );
  const records = (): HolderRecords | undefined =>
    options.holders ?? (options.settings ? undefined : processHolderRecords(environmentOnly.environment));
  const objects = new HeldObjects((id) => {
    connected();
    // Some vendors ignore the case of logins, and no vendor has two ids that differ in nothing else.
    return JSON.stringify([scope, definition.type, id.toLowerCase()]);
  }, records);
  const changed = (olds: Properties, news: Properties): string[] => changedProperties(definition, olds, news);

  const secretNames: SecretNames = definition;
  const claims = new Claims(definition);

  function validate(olds: Properties, news: Properties, secretProperties: readonly string[] = []): ValidatedInputs {
    const secretInputs = [...(definition.secretInputs ?? []), ...secretProperties];
    const { inputs, failures } = checkInputs({ ...definition, secretInputs }, withoutProvider(news));
    const isSameObject = !changed(olds, inputs).some((property) => definition.replaceOn.includes(property));
    const broken =
      failures.length === 0 && isSameObject ? brokenChangeRules(definition.changeRules ?? [], olds, inputs) : [];
    const missing = settingsFailure(connected).map((reason) => ({ property: "", reason }));
    return { inputs, failures: [...failures, ...broken, ...missing] };
  }

  /** Creates or takes over the object and registers its holder, also for an incomplete object. */
  async function createObject(inputs: Properties, holder: string) {
    let isMade = false;
    try {
      const made = await pendingCreates.run("create", inputs, (own) => {
        const recordPending: PendingCreates["recordPending"] = (marks) => {
          isMade = true;
          return own.recordPending(marks);
        };
        return definition.create(withoutProvider(inputs) as Inputs, { ...connected(), ...own, recordPending });
      });
      objects.take(made.id, holder, !isMade || Boolean(inputs.adopt));
      return { ...made, isTakenOver: !isMade };
    } catch (error) {
      if (error instanceof IncompleteError) {
        objects.take(error.id, holder, !isMade || Boolean(inputs.adopt));
      }
      throw error;
    }
  }

  return {
    // The engine does not wait for this before it calls the other methods, so nothing here may be
    // asynchronous.
    configure: (request) => {
      settings = options.settings ?? settingsOf((key) => request.config.get(key), environmentOnly.environment);
      context = undefined;
      showNotices();
      return Promise.resolve();
    },

    validate,

    check: async (olds: Properties, news: Properties) => {
      const { inputs, failures } = validate(olds, news);
      // The engine prints the raw value of the property that a failure names, even a secret one. So the
      // reason names the property, and only its own text is shown.
      const reasons = failures.map(({ property, reason }) => (property === "" ? reason : `${property} ${reason}`));
      return { inputs: { ...inputs }, failures: reasons.map((reason) => ({ property: "", reason })) };
    },

    diff: async (id, olds: Properties, news: Properties) => {
      assertRefreshed(id, definition.replaceOn, olds);
      pendingCreates.seen(olds);
      if (objects.isRemoved(id, holderOf(olds))) {
        // The object was deleted with another resource before the engine reached this one, or in a run that
        // was killed before it saved the deletion. Creating it again makes the state correct.
        return { changes: true, replaces: definition.replaceOn.slice(0, 1), deleteBeforeReplace: true };
      }
      const properties = changed(olds, news);
      const replaces = properties.filter((property) => definition.replaceOn.some((key) => key === property));
      // Unknown values outside a preview: the engine asks for the effects of a replacement, not about the
      // program.
      if (!containsUnknown(news)) {
        objects.keep(id, holderOf(olds));
        if (replaces.length === 0) {
          claims.keep(id, olds, holderOf(olds));
        }
      }
      // Names are unique at the vendors: the old object must be deleted before its successor is created. The
      // answer is the same if no input requires a replacement, because the engine may replace for its own
      // reasons.
      const isNameFree = (property: string) => definition.createFirstOn?.some((key) => key === property) ?? false;
      const deleteBeforeReplace = replaces.length === 0 || !replaces.every(isNameFree);
      if (properties.length === 0) {
        // `changes: true` hides which property differs, so it is used only if no property shows the change.
        const changes = lacksLine(olds, news) || needsRepair(definition, withoutProvider(olds));
        return { changes, deleteBeforeReplace };
      }
      return replaces.length === 0 ? { deleteBeforeReplace } : { replaces, deleteBeforeReplace };
    },

    create: async (inputs: Properties) => {
      const holder = newHolder(now());
      return guarded(inputs, holder, async () => {
        const since = objects.moment;
        const { id, state } = await claims.create(inputs, async () => {
          const first = await createObject(inputs, holder);
          // An object that was taken over during its removal by another resource is gone.
          const isGone = first.isTakenOver && (await objects.removalSince(first.id, since));
          return isGone ? createObject(inputs, holder) : first;
        });
        return { id, outs: toOutputs(withoutProvider(inputs), state, holder) };
      });
    },

    read: async (id, known: Properties) =>
      guarded(known, holderOf(known), async () => {
        pendingCreates.seen(known);
        const observed = await observeResource(definition, id, withoutProvider(known), connected());
        if (!observed) {
          claims.release(known);
          return {};
        }
        const marked = (properties: Properties) => withSecretsMarked(secretNames, properties);
        // After an import the state has no holder yet.
        const holder = holderOf(known) ?? (isUnread(definition.replaceOn, known) ? newHolder(now()) : undefined);
        const props = { ...marked(observed.outputs), ...(holder === undefined ? {} : { [holderKey]: holder }) };
        return { id: observed.id, inputs: marked(observed.inputs), props };
      }),

    update: async (id, olds: Properties, news: Properties) => {
      const holder = holderOf(olds) ?? newHolder(now());
      return guarded(news, holder, async () => {
        const properties = changed(olds, news);
        const known = withoutProvider(olds);
        const isComplete = olds[incompleteKey] === undefined && !needsRepair(definition, known);
        if (properties.length === 0 && lacksLine(olds, news) && isComplete) {
          return { outs: toOutputs(known, {}, holder) };
        }
        const change: Change<Inputs, State> = {
          olds: known as KnownOf,
          news: withoutProvider(news) as Inputs,
          isChanged: (...keys) => keys.some((key) => properties.includes(key)),
        };
        const state = await claims.update(id, news, () =>
          pendingCreates.run("update", news, (own) => definition.update(id, change, { ...connected(), ...own })),
        );
        return { outs: toOutputs(withoutProvider(news), state, holder) };
      });
    },

    delete: async (id, known: Properties) =>
      guarded(known, holderOf(known), async () => {
        const holder = holderOf(known);
        if (objects.isHeldByAnother(id, holder)) {
          objects.release(id, holder);
          claims.releaseOf(holder, known);
          notify(
            `${definition.type} ${JSON.stringify(id)} stays: another resource has taken it over, and this one is only removed ` +
              "from the state",
          );
          return;
        }
        pendingCreates.forget(known);
        await objects.remove(id, holder, () => definition.delete(id, withoutProvider(known) as KnownOf, connected()));
        claims.release(known);
      }),
  };
}

const environmentOnly: Settings = {
  configured: () => undefined,
  environment: (name) => process.env[name],
};

/**
 * Without the properties that name the object, every property would count as changed, and the object would be
 * replaced.
 */
function assertRefreshed(id: string, naming: readonly string[], olds: Properties): void {
  if (isUnread(naming, olds)) {
    throw new Error(
      `the state knows nothing of ${JSON.stringify(id)} but its id, as after an import: run pulumi refresh`,
    );
  }
}

/** As after an import: not even what names the object is known. */
function isUnread(naming: readonly string[], known: Properties): boolean {
  return naming.length > 0 && naming.every((property) => known[property] === undefined);
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
  const { [providerKey]: _line, [holderKey]: _holder, [incompleteKey]: _isIncomplete, ...own } = properties;
  return own;
}

/**
 * True after a move from the native provider: an update must add the provider line to the state, and makes no
 * call.
 */
function lacksLine(olds: Properties, news: Properties): boolean {
  return olds[providerKey] === undefined && news[providerKey] !== undefined;
}

function toOutputs(inputs: Properties, state: object, holder: string | undefined): Record<string, unknown> {
  return toPlain({ ...inputs, ...state, [holderKey]: holder });
}

/**
 * Runs one method. An object that exists but is incomplete is reported in the engine's way, so that its id is
 * kept; the provider line has to be among its properties, or no later refresh or destroy could find this
 * code.
 */
async function guarded<T>(properties: Properties, holder: string | undefined, method: () => Promise<T>): Promise<T> {
  try {
    return await method();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const failure = error instanceof SettingsError ? new SettingsError(message) : new Error(message);
    // The engine's provider prints the stack to the user, and only the message is useful.
    failure.stack = failure.message;
    if (error instanceof IncompleteError) {
      const outs = toOutputs(withoutProvider(properties), error.state, holder);
      const line = properties[providerKey];
      const engineProperties = {
        ...outs,
        ...(line === undefined ? { [incompleteKey]: true } : { [providerKey]: line }),
      };
      Object.assign(failure, { id: error.id, properties: engineProperties, reasons: [error.message] });
    }
    throw failure;
  }
}
