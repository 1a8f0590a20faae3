import type { JSONColumnType } from "kysely";
import type { DriftFindingTable, DriftScanTable, DriftTaskTable } from "./tables/drift-tables.ts";
import type {
  LicenseOwnerTable,
  LicenseQuantityTable,
  LicenseUseTable,
  LoginSpellingTable,
} from "./tables/license-tables.ts";
import type { AuditTable, RequestTable } from "./tables/log-tables.ts";
import type {
  AttemptTable,
  DeclarationTable,
  LeftObjectTable,
  MoveTable,
  RunDetailsTable,
  RunTable,
  ShardSplitTable,
  ShardTable,
} from "./tables/shard-tables.ts";
import type { OperatorSessionTable, OperatorTokenTable, SessionTable, SsoFormTable } from "./tables/sign-in-tables.ts";
import type {
  HostnameClaimTable,
  HostnameRecheckTable,
  HostnameStatusTable,
  TenantOutputTable,
  TenantTable,
} from "./tables/tenant-tables.ts";
import type { ConsumptionTable, UsageTable } from "./tables/usage-tables.ts";
import type { VendorCallsTable, VendorStateTable } from "./tables/vendor-tables.ts";

/** Small persistent facts, such as that a provider signs its SSO forms. */
export interface FactTable {
  name: string;
  value: JSONColumnType<Record<string, unknown>>;
}

/** All tables of the control plane, by name. */
export interface Tables {
  driftScans: DriftScanTable;
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
