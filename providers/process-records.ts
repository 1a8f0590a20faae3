import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { HolderRecords } from "./holder-records.ts";
import { PendingCreateStore } from "./pending-create-store.ts";

type Environment = (name: string) => string | undefined;

let pendingCreates: PendingCreateStore | undefined;
let holders: HolderRecords | undefined;

/** The pending creates of the program in whose folder this process runs. */
export function processPendingCreates(environment: Environment): PendingCreateStore {
  if (!pendingCreates) {
    const opened = new PendingCreateStore({
      folder: pendingCreatesFolder({ environment, cwd: process.cwd(), home: homeFolder() }),
      now: () => Date.now(),
      // The engine shows a provider's output to its user.
      warn: (message) => console.error(message),
    });
    pendingCreates = opened;
    atEndOfRun(() => opened.end());
  }
  return pendingCreates;
}

/**
 * The holder records on this machine, shared by all programs: an object may move from one program's stack to
 * another's.
 */
export function processHolderRecords(environment: Environment): HolderRecords {
  if (!holders) {
    const opened = new HolderRecords({
      folder: join(stateFolder({ environment, home: homeFolder() }), "holders"),
      now: () => Date.now(),
      warn: (message) => console.error(message),
    });
    holders = opened;
    atEndOfRun(() => opened.end());
  }
  return holders;
}

/** The folder of a program's pending creates: below MARKETPLANE_STATE_DIR, or in the user's state folder. */
export function pendingCreatesFolder(from: {
  readonly environment: Environment;
  readonly cwd: string;
  readonly home: string;
}): string {
  const program = createHash("sha256").update(from.cwd).digest("hex").slice(0, 40);
  return join(stateFolder(from), "intents", program);
}

function stateFolder({ environment, home }: { readonly environment: Environment; readonly home: string }): string {
  const state = environment("XDG_STATE_HOME") || join(home, ".local", "state");
  return environment("MARKETPLANE_STATE_DIR") || join(state, "marketplane");
}

const endings: (() => void)[] = [];

function atEndOfRun(end: () => void): void {
  endings.push(end);
  if (endings.length === 1) {
    followEngine({ argv: process.argv, onRunEnded: endRun });
  }
}

/** The run is over and the engine has saved everything. */
export function endRun(): void {
  for (const end of endings) {
    end();
  }
}

function homeFolder(): string {
  try {
    return homedir();
  } catch {
    // Some users have no home folder, for example in containers.
    return tmpdir();
  }
}

/**
 * Ends the process together with the engine that started it for dynamic providers. The engine sends SIGINT at
 * the end of a run, after it has saved everything. If the engine is killed, only our standard input closes.
 * Continuing would then create objects that no state records.
 */
function followEngine({
  argv,
  onRunEnded,
}: {
  readonly argv: readonly string[];
  readonly onRunEnded: () => void;
}): void {
  if (!/[\\/]cmd[\\/]dynamic-provider\b/.test(argv[1] ?? "")) {
    return;
  }
  process.once("SIGINT", () => {
    onRunEnded();
    process.exit(0);
  });
  const leave = () => process.exit(1);
  process.stdin.once("end", leave).once("close", leave).once("error", leave).resume();
}
