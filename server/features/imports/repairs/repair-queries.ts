import { sql } from 'kysely'
import type { Transaction } from '../../../platform/database/database.ts'
import type { Counted } from '../import-kind.ts'

/** Moves the counters of a job, which shows something else from then on. */
export async function moveCounters(tx: Transaction, jobId: number, counted: Counted): Promise<void> {
  await sql`
    update jobs set
      valid_records = valid_records + ${counted.valid}::bigint,
      invalid_records = invalid_records + ${counted.invalid}::bigint,
      suspicious_records = suspicious_records + ${counted.suspicious}::bigint,
      revision = revision + 1
    where id = ${jobId}
  `.execute(tx)
}
