import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { TenantDeclaration } from "../../../stacks/tenant-declaration.ts";
import type { DriftReport, Finding } from "../../fleet/drift/drift-report.ts";
import type { RunDetails } from "../../fleet/reconciler/run/run-details.ts";
import type { Condition } from "../ledger/condition.ts";
import type { Tenant } from "../ledger/tenant.ts";

/** Set by the database on insert. */
type Defaulted<Type> = ColumnType<Type, Type | undefined, Type>;

/** One customer's desired state, and how far it has got. */
export interface TenantTable {
  id: string;
  source: Tenant["source"];
  externalId: string;
  state: Tenant["state"];
  plan: string;
  desired: JSONColumnType<Tenant["desired"]>;
  marketplace: JSONColumnType<Tenant["marketplace"]>;
  generation: number;
  observedGeneration: number;
  conditions: JSONColumnType<readonly Condition[]>;
  shard: string;
  createdAt: Date;
  changedAt: Date;
  removedAt: Date | null;
}

/** A hostname that a tenant claims; no other tenant can have it. */
export interface HostnameClaimTable {
  hostname: string;
  tenantId: string;
  /** Why the last run could not register or change it at Cloudflare; null when it could. */
  failure: Defaulted<string | null>;
}

/** What Cloudflare said last of a claimed hostname; see docs of src/fleet/hostnames. */
export interface HostnameStatusTable {
  hostname: string;
  cloudflareId: string;
  status: string;
  certificateStatus: string | null;
  /** Challenges, validation records and errors, as the watcher read them. */
  details: JSONColumnType<Record<string, unknown>>;
  observedAt: Date;
  /** When Cloudflare had it first, under this cloudflareId. */
  firstSeenAt: Defaulted<Date>;
  /** Since when the status has been what it is. */
  statusSince: Defaulted<Date>;
  certificateSince: Defaulted<Date>;
}

/** The last check of a hostname that its customer asked for; see src/fleet/hostnames/rechecks.ts. */
export interface HostnameRecheckTable {
  hostname: string;
  requestedAt: Date;
  /** When Cloudflare was asked to check; null as long as it has not been. */
  askedAt: Date | null;
  isFailed: Defaulted<boolean>;
}

/** One entry of the append-only log; `hash` covers everything else and the entry before. */
export interface AuditTable {
  seq: number;
  at: Date;
  actor: string;
  action: string;
  tenantId: string | null;
  detail: JSONColumnType<Record<string, unknown>>;
  previousHash: string;
  hash: string;
}

/** A marketplace's request as it came in, without secrets. */
export interface RequestTable {
  id: string;
  at: Date;
  marketplace: string | null;
  method: string;
  path: string;
  /** The route that answered; null for one that nobody serves. */
  route: string | null;
  tenantId: string | null;
  headers: JSONColumnType<Record<string, string>>;
  body: string | null;
  status: number;
  answer: string | null;
  durationMs: number;
  replayOf: string | null;
}

export interface OperatorTokenTable {
  id: string;
  name: string;
  hash: string;
  scope: "read" | "write";
  createdAt: Defaulted<Date>;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** A browser session of an operator, who signed in to the console with a token. */
export interface OperatorSessionTable {
  hash: string;
  /** Names it to people; opens nothing. */
  id: Generated<string>;
  tokenId: string;
  /** The browser, as it calls itself. */
  agent: string | null;
  createdAt: Date;
  expiresAt: Date;
  /** When it was last used by hand, to the minute; what a page asks for by itself does not count. */
  lastSeenAt: Date;
  /** What the next page is to say of the action before. */
  flash: JSONColumnType<Flash> | null;
}

export interface Flash {
  readonly tone: "good" | "bad";
  readonly text: string;
}

/** A browser session of a marketplace's user, who came by SSO. */
export interface SessionTable {
  hash: string;
  tenantId: string;
  userId: string | null;
  email: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** An SSO form that was taken; it is not taken again. */
export interface SsoFormTable {
  digest: string;
  expiresAt: Date;
}

/** Small facts that outlive a process, such as that a provider signs its SSO forms. */
export interface FactTable {
  name: string;
  value: JSONColumnType<Record<string, unknown>>;
}

/** Usage as the product or apifew's counters told it. */
export interface UsageTable {
  id: Generated<string>;
  tenantId: string;
  period: string;
  /** Chosen by who reports, so that a repeated report counts once. */
  reportKey: string;
  cost: string;
  source: string;
  reportedAt: Date;
  /** The part of the month's consumptions that bills it; null as long as none does. */
  part: Generated<number | null>;
}

/** A call of Clever Cloud's consumptions API, at most one for each part of an add-on's month. */
export interface ConsumptionTable {
  addonId: string;
  period: string;
  /** Counts the calls of an add-on and month, from 1. */
  part: Generated<number>;
  /** Whether it closes the month. */
  isFinal: Generated<boolean>;
  tenantId: string;
  cost: string;
  state: "pending" | "sending" | "sent" | "refused" | "unknown";
  sentAt: Date | null;
  answer: string | null;
}

/** Who works on a shard; see src/fleet/reconciler/shard/shard-lease.ts. */
export interface ShardTable {
  name: string;
  /** Counts the leases: whoever has an older one has lost it. */
  leaseToken: number;
  leaseHolder: string;
  leaseUntil: Date;
  /** Whether the engine was started under this lease and has not been seen to end. */
  isRunning: boolean;
}

/** A shard that was split: its tenants belong to its two halves; see src/fleet/reconciler/shard-map.ts. */
export interface ShardSplitTable {
  shard: string;
}

/** A tenant whose resources are being moved to the stack of another shard. */
export interface MoveTable {
  tenantId: string;
  fromShard: string;
  toShard: string;
}

/** A tenant that failed, until it has converged. */
export interface AttemptTable {
  tenantId: string;
  /** What failed; a newer generation is tried at once. */
  generation: number;
  /** Failures in a row. */
  failures: number;
  retryAt: Date;
}

/** What a tenant's declaration was made of when it was last carried out; see src/fleet/reconciler/declaration/requeue-on-config-change.ts. */
export interface DeclarationTable {
  tenantId: string;
  /** Null of one that was carried out before digests were kept. */
  digest: string | null;
  /** The number of the configuration that it is known to agree with. */
  configuration: number;
  /** Whether the engine's state may hold any of its resources. */
  isInState: boolean;
  /** What a run that was to write the state at its end alone has begun to make; null once it has come to that end. */
  unfinished: JSONColumnType<TenantDeclaration> | null;
  /** Whether licenses were released that the engine's state shows as used: the next run refreshes the state first. */
  isStateStale: Generated<boolean>;
  /** The resources that the state had of it after the run that converged, by resourceKey; null until there was one. */
  resources: ColumnType<readonly string[] | null, string | null | undefined, string | null>;
}

/** Which tenant a user's one license of the application comes from; see src/fleet/reconciler/license-uses. */
export interface LicenseUseTable {
  /** The user, as foldLogin writes it. */
  login: string;
  tenantId: string;
  /** The pricing of that license; null until a run of the tenant has been given the use. */
  pricingUid: string | null;
  /** Whether a run of the tenant was given the use: from then on the user may be using it. */
  isGranted: boolean;
}

/** How one person's login is written in every call to apifew; see src/fleet/reconciler/login-spellings. */
export interface LoginSpellingTable {
  /** As foldLogin writes it. */
  login: string;
  spelling: string;
  /** Other spellings that an earlier version used, until it is known that apifew has no users of their own for them. */
  retired: Generated<readonly string[]>;
}

/** Somebody who owns licenses that the control plane made, or did; the login as foldLogin writes it. */
export interface LicenseOwnerTable {
  login: string;
}

/** How many licenses a tenant is to have at least, where it shares them with other tenants of its owner. */
export interface LicenseQuantityTable {
  tenantId: string;
  pricingUid: string;
  ownerLogin: string;
  quantity: number;
}

/** An object that a stack dropped because this tenant needs it; see src/fleet/reconciler/shared-objects. */
export interface LeftObjectTable {
  tenantId: string;
  key: string;
  type: string;
  objectId: string;
  properties: JSONColumnType<Record<string, unknown>>;
}

/** What a tenant's resources yielded, for those who may see it. */
export interface TenantOutputTable {
  tenantId: string;
  licenses: JSONColumnType<readonly LicenseOutput[]>;
}

export interface LicenseOutput {
  /** The end of the key, enough to tell one from another. */
  readonly hint: string;
  /** The key, encrypted; null where the configuration names no encryption key. */
  readonly sealed: string | null;
}

/** One run of the engine on a shard. */
export interface RunTable {
  id: Generated<number>;
  shard: string;
  worker: string;
  startedAt: Date;
  durationMs: number;
  outcome: "converged" | "failed";
  /** Ids of the tenants that were to be brought to a new generation. */
  tenants: JSONColumnType<readonly string[]>;
  /** Resources by what became of them: create, update, same, delete, … */
  changes: JSONColumnType<Readonly<Record<string, number>>>;
  failures: JSONColumnType<readonly string[]>;
}

/** What a run did to each resource, for as long as the run is kept. */
export interface RunDetailsTable {
  runId: number;
  steps: JSONColumnType<RunDetails["steps"]>;
  omitted: JSONColumnType<RunDetails["omitted"]>;
  remarks: JSONColumnType<RunDetails["remarks"]>;
}

/** Calls of one process to one vendor within one minute. */
export interface VendorCallsTable {
  vendor: string;
  process: string;
  minute: Date;
  calls: number;
  failed: number;
  /** Refused because there were too many. */
  rateLimited: number;
  /** Repeated after a failure. */
  retried: number;
  totalMs: number;
  /** How many calls took how long; see src/core/telemetry/latency.ts. */
  durations: number[];
}

/** What one process knows of a vendor beside its calls. */
export interface VendorStateTable {
  vendor: string;
  process: string;
  seenAt: Date;
  /** Until when the vendor asked for no more calls. */
  heldUntil: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  /** How many calls the vendor takes of all processes in how many milliseconds; null where it documents none. */
  budgetCalls: number | null;
  budgetMs: number | null;
}

/** One search for drift over the whole fleet; without an end as long as it runs, or when it died. */
export interface DriftRunTable {
  id: Generated<number>;
  worker: string;
  startedAt: Date;
  endedAt: Date | null;
  result: DriftReport["result"] | null;
  summary: JSONColumnType<DriftReport["summary"]> | null;
  errors: JSONColumnType<DriftReport["errors"]> | null;
  /** Who asked for it; null of one that was due. */
  askedBy: string | null;
}

/** What an operator has asked the workers to do about drift: a search at once, or the cure of a tenant. */
export interface DriftTaskTable {
  id: Generated<number>;
  kind: "search" | "cure";
  /** The finding that is to be cured, and the tenant that it is of. */
  fingerprint: string | null;
  tenantId: string | null;
  askedBy: string;
  askedAt: Date;
  /** Who works on it, and until when it is theirs; null until one has taken it up. */
  worker: string | null;
  startedAt: Date | null;
  heldUntil: Date | null;
  endedAt: Date | null;
  /** left: it was to be cured, and is found still. */
  outcome: "done" | "cured" | "left" | "failed" | null;
  reason: string | null;
}

/** A finding of the scheduled search, from when it was seen first until it is over. */
export interface DriftFindingTable {
  fingerprint: string;
  kind: Finding["kind"];
  severity: Finding["severity"];
  stack: string | null;
  finding: JSONColumnType<Finding>;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** Null as long as it is found. */
  closedAt: Date | null;
  /** Whether those who are notified know it as open. */
  isToldOpen: boolean;
}

export interface Tables {
  driftRuns: DriftRunTable;
  driftFindings: DriftFindingTable;
  driftTasks: DriftTaskTable;
  runDetails: RunDetailsTable;
  vendorCalls: VendorCallsTable;
  vendorStates: VendorStateTable;
  shards: ShardTable;
  shardSplits: ShardSplitTable;
  moves: MoveTable;
  attempts: AttemptTable;
  declarations: DeclarationTable;
  licenseUses: LicenseUseTable;
  licenseOwners: LicenseOwnerTable;
  loginSpellings: LoginSpellingTable;
  licenseQuantities: LicenseQuantityTable;
  leftObjects: LeftObjectTable;
  tenantOutputs: TenantOutputTable;
  runs: RunTable;
  tenants: TenantTable;
  hostnameClaims: HostnameClaimTable;
  hostnameStatus: HostnameStatusTable;
  hostnameRechecks: HostnameRecheckTable;
  audit: AuditTable;
  requests: RequestTable;
  operatorTokens: OperatorTokenTable;
  operatorSessions: OperatorSessionTable;
  sessions: SessionTable;
  ssoForms: SsoFormTable;
  facts: FactTable;
  usage: UsageTable;
  consumptions: ConsumptionTable;
}
