import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import type { Totals } from '../../platform/metrics.ts'

/** What `/metrics` says of jobs, counted in the database: the same from every process, and after every restart. */
export function jobTotals(db: Database): readonly Totals[] {
  return [
    {
      name: 'docket_jobs_total',
      help: 'Jobs that ended, by kind and by the state they ended in; a job that was tried again ends again.',
      labelNames: ['kind', 'status'],
      read: () => countEnds(db),
    },
    {
      name: 'docket_job_records_total',
      help: 'Records of completed jobs by verdict; suspicious ones are also valid or invalid.',
      labelNames: ['kind', 'verdict'],
      read: () => countVerdicts(db),
    },
  ]
}

async function countEnds(db: Database) {
  const { rows } = await sql<{ kind: string; status: string; total: number }>`
    select kind, status, sum(ends)::bigint as total from job_ends group by kind, status order by kind, status
  `.execute(db)
  return rows.map(({ kind, status, total }) => ({ labels: { kind, status }, value: total }))
}

async function countVerdicts(db: Database) {
  const { rows } = await sql<{ kind: string; valid: number; invalid: number; suspicious: number }>`
    select kind, sum(valid_records)::bigint as valid, sum(invalid_records)::bigint as invalid,
      sum(suspicious_records)::bigint as suspicious
    from job_ends where status = 'completed' group by kind order by kind
  `.execute(db)
  return rows.flatMap(({ kind, ...verdicts }) =>
    Object.entries(verdicts).map(([verdict, value]) => ({ labels: { kind, verdict }, value })),
  )
}
