import { showNotices } from "../notice.ts";
import { watchEngine } from "./engine-link.ts";
import { warnThrough } from "./engine-log.ts";
import { type Construct, pluginService } from "./plugin-service.ts";
import { readSchema, versionIn } from "./read-schema.ts";
import { serveProvider } from "./serve.ts";

/**
 * The process of the native provider. Prints the port on which it serves the engine, whose address is its
 * last argument. What the handshake does not need is loaded later.
 */
export async function runPlugin({ construct }: { readonly construct: Construct }): Promise<void> {
  if (process.argv.includes("--version")) {
    console.log(versionIn(await readSchema()));
    return;
  }
  const environment = (name: string) => process.env[name];
  const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-"));
  let latestEngine = engineAddress;
  let endRun = (): void => {};
  const { port } = await serveProvider(
    pluginService({
      readSchema,
      environment,
      construct,
      onAttach: (address) => {
        latestEngine = address;
      },
      handlerOptions: async () => {
        const records = await import("../process-records.ts");
        endRun = records.endRun;
        return {
          pendingCreates: records.processPendingCreates(environment),
          holders: records.processHolderRecords(environment),
        };
      },
    }),
  );
  showNotices(warnThrough(() => latestEngine));
  console.log(port);

  // The engine interrupts the provider after it has saved everything.
  process.once("SIGINT", () => {
    endRun();
    process.exit(0);
  });
  // Going on without the engine would create objects that no state records.
  if (engineAddress !== undefined) {
    watchEngine(engineAddress, () => process.exit(1));
  }
}
