import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { repairStateFolder } from "../../engine/repair-state-folder.ts";
import { pruneHistory } from "../../src/fleet/reconciler/engine/prune-history.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const names = { project: "marketplane", stack: "shard-00" };

it("an empty attributes file is deleted, and complete ones and those of other stacks are kept", async () => {
  const folder = await temporaryFolder();
  const stacks = join(folder, ".pulumi/stacks/marketplane");
  mkdirSync(stacks, { recursive: true });
  const files = {
    "shard-00.json": "{}",
    "shard-00.json.attrs": "",
    "shard-00.json.bak.attrs": "{}",
    "shard-01.json.attrs": "",
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(stacks, name), text);
  }

  await repairStateFolder({ folder, ...names });

  expect(readdirSync(stacks).sort()).toEqual(["shard-00.json", "shard-00.json.bak.attrs", "shard-01.json.attrs"]);
});

it("a lock whose process is not an engine, or an engine that exited, causes no wait", async () => {
  const folder = await temporaryFolder();
  const locks = join(folder, ".pulumi/locks/organization/marketplane/shard-00");
  mkdirSync(locks, { recursive: true });
  for (const pid of [process.pid, 2 ** 22 - 1]) {
    writeFileSync(join(locks, `${pid}.json`), JSON.stringify({ hostname: hostname(), pid }));
  }
  writeFileSync(join(locks, "half.json"), '{"pid":');

  await expect(repairStateFolder({ folder, ...names })).resolves.toBeUndefined();
});

it("only the newest runs of a stack's history are kept", async () => {
  const folder = await temporaryFolder();
  const history = join(folder, ".pulumi/history/marketplane/shard-00");
  mkdirSync(history, { recursive: true });
  for (let run = 100; run < 150; run += 1) {
    for (const kind of ["history.json", "history.json.attrs", "checkpoint.json", "checkpoint.json.attrs"]) {
      writeFileSync(join(history, `shard-00-${run}.${kind}`), "");
    }
  }

  pruneHistory(folder, names.project, names.stack);

  const left = readdirSync(history).sort();
  expect(left).toHaveLength(80);
  expect(left[0]).toBe("shard-00-130.checkpoint.json");
});
