import { type Kysely, sql } from "kysely";

const scans = sql`
  alter table drift_runs rename to drift_scans;
  alter table drift_scans rename column asked_by to requested_by;
`;

const tasks = sql`
  alter table drift_tasks rename column asked_by to requested_by;
  alter table drift_tasks rename column asked_at to requested_at;
  alter table drift_tasks drop constraint drift_tasks_kind_check, drop constraint drift_tasks_outcome_check;
  update drift_tasks set kind = 'scan' where kind = 'search';
  update drift_tasks set kind = 'remediate' where kind = 'cure';
  update drift_tasks set outcome = 'remediated' where outcome = 'cured';
  alter table drift_tasks
    add constraint drift_tasks_kind_check check (kind in ('scan', 'remediate')),
    add constraint drift_tasks_outcome_check check (outcome in ('done', 'remediated', 'left', 'failed'));
`;

// A finding keeps its fingerprint, so that it stays the same finding to notices, baselines and the console.
const findings = sql`
  alter table drift_findings rename column is_told_open to is_notified_open;
  update drift_findings
    set finding = (finding - 'isCuredByUp') || jsonb_build_object('isRemediatedByUp', finding -> 'isCuredByUp')
    where finding ? 'isCuredByUp';
`;

/** Gives drift's tables the words that code, API and console use: scan, remediate, requested, notified. */
export const driftWords = {
  async up(db: Kysely<unknown>): Promise<void> {
    await scans.execute(db);
    await tasks.execute(db);
    await findings.execute(db);
  },
};
