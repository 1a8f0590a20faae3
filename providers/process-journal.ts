import { createHash } from "node:crypto";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { HolderRecords } from "./holder-records.ts";
import { IntentJournal } from "./intent-journal.ts";

type Environment = (name: string) => string | undefined;

let journal: IntentJournal | undefined;
let holders: HolderRecords | undefined;

/** The one journal of this process, for the program in whose folder it runs. */
export function processJournal(environment: Environment): IntentJournal {
  if (!journal) {
    const opened = new IntentJournal({
      folder: intentFolder({ environment, cwd: process.cwd(), home: homeFolder() }),
      now: () => Date.now(),
      // The engine shows its user what a provider prints.
      warn: (message) => console.error(message),
    });
    journal = opened;
    atEndOfRun(() => opened.end());
  }
  return journal;
}

/** The records of holders on this machine, for all programs: an object may move from one program's stack to another's. */
export function processHolders(environment: Environment): HolderRecords {
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

/** Where the entries of a program are: below MARKETPLANE_STATE_DIR, or in the user's folder for state. */
export function intentFolder(from: {
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

function endRun(): void {
  for (const end of endings) {
    end();
  }
}

function homeFolder(): string {
  try {
    return homedir();
  } catch {
    // A user without a home, as in some containers.
    return tmpdir();
  }
}

/**
 * Follows the engine's life in the process that it starts for dynamic providers. It ends a run with SIGINT, after it has
 * saved everything. Killed, it closes our standard input without a word: whoever went on then would make objects that no
 * state will ever have.
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
