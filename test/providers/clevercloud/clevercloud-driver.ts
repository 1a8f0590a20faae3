import type { Dispatcher } from "undici";
import { addon } from "../../../providers/clevercloud/addon.ts";
import { addonConfig } from "../../../providers/clevercloud/addon-config.ts";
import { connectClevercloud } from "../../../providers/clevercloud/connect.ts";
import { createHandler } from "../../../providers/resource-handler.ts";
import type { Settings } from "../../../providers/settings.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { ResourceDriver } from "../../support/resource-driver.ts";

interface Surroundings {
  readonly settings: Settings;
  readonly clock?: FakeClock;
  readonly dispatcher?: Dispatcher;
}

type Kept = ConstructorParameters<typeof ResourceDriver>[1];

function handlerOptions({ settings, clock = new FakeClock(), dispatcher }: Surroundings) {
  const transport = { clock, ...(dispatcher ? { dispatcher } : {}) };
  return { connect: (from: Settings) => connectClevercloud(from, transport), options: { settings, clock } };
}

/** An add-on, driven as by the engine, with a clock that ends every pause at once. */
export function driveAddon(surroundings: Surroundings, kept?: Kept): ResourceDriver {
  const { connect, options } = handlerOptions(surroundings);
  return new ResourceDriver(createHandler({ ...addon, connect }, options), kept);
}

export function driveAddonConfig(surroundings: Surroundings, kept?: Kept): ResourceDriver {
  return new ResourceDriver(addonConfigHandler(surroundings), kept);
}

export function addonConfigHandler(surroundings: Surroundings): ReturnType<typeof createHandler> {
  const { connect, options } = handlerOptions(surroundings);
  return createHandler({ ...addonConfig, connect }, options);
}

/** Settings with only these keys. */
export function settingsFrom(configuration: Readonly<Record<string, string>>): Settings {
  return { configured: (key) => configuration[key], environment: () => undefined };
}
