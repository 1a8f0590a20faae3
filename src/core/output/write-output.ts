import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  createWriteStream,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { abandonDraft, finishDraft } from "./draft.ts";

/** Denotes standard output, like the system's own names for it. */
const standardOutputs = new Set(["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]);
const linksMax = 40;

export const isStandardOutput = (output: string): boolean => standardOutputs.has(output);

interface OutputOptions {
  /** Permissions of the file. Default: those of the replaced file. */
  readonly mode?: number;
}

/**
 * Writes a command's output. "-" is standard output. FIFOs and devices are written directly, links are
 * followed. A file is replaced atomically after the new content is complete and on disk. On an error, the old
 * file remains.
 */
export async function writeOutput(
  output: string,
  content: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  options: OutputOptions = {},
): Promise<void> {
  if (isStandardOutput(output)) {
    return pipeline(content, process.stdout, { end: false });
  }
  const target = targetOf(output);
  if (target.isWrittenThrough) {
    // Waits for a FIFO's reader without blocking the process.
    const file = await open(target.path, constants.O_WRONLY);
    return pipeline(content, file.createWriteStream());
  }
  const draft = draftOf(target.path);
  try {
    await pipeline(content, createWriteStream(draft, { flags: "wx", mode: 0o600, flush: true }));
    finishDraft(draft, target, options);
  } finally {
    abandonDraft(draft);
  }
}

/** Like writeOutput for a string, synchronously. */
export function writeOutputText(output: string, text: string, options: OutputOptions = {}): void {
  if (isStandardOutput(output)) {
    process.stdout.write(text);
    return;
  }
  const target = targetOf(output);
  if (target.isWrittenThrough) {
    const descriptor = openSync(target.path, constants.O_WRONLY);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    return;
  }
  const draft = draftOf(target.path);
  try {
    writeFileSync(draft, text, { flag: "wx", mode: 0o600, flush: true });
    finishDraft(draft, target, options);
  } finally {
    abandonDraft(draft);
  }
}

const draftOf = (path: string) => `${path}.${randomUUID()}`;

interface Target {
  readonly path: string;
  /** The existing file; undefined for a new one. */
  readonly present?: Stats;
  readonly isWrittenThrough: boolean;
}

function targetOf(output: string): Target {
  const present = statSync(output, { throwIfNoEntry: false });
  if (present === undefined) {
    return { path: endOfLinks(resolve(output)), isWrittenThrough: false };
  }
  if (present.isDirectory()) {
    throw new Error(`${output} is a folder: name a file`);
  }
  // Let the kernel follow the link to a device: /dev/fd/3 has no path.
  if (!present.isFile()) {
    return { path: output, isWrittenThrough: true };
  }
  return { path: realpathSync(output), present, isWrittenThrough: false };
}

/** The target of a link whose target does not exist yet. */
function endOfLinks(path: string): string {
  let end = path;
  for (let link = 0; link < linksMax; link += 1) {
    if (lstatSync(end, { throwIfNoEntry: false })?.isSymbolicLink() !== true) {
      return end;
    }
    end = resolve(dirname(end), readlinkSync(end));
  }
  throw new Error(`${path} is a link that points to itself`);
}
