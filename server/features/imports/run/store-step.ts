import type { Client } from 'pg'
import type { Database, Transaction } from '../../../platform/database/database.ts'
import type { Step } from '../import-kind.ts'
import { LeaseLost } from './lease-lost.ts'
import {
  addCounted,
  advanceJob,
  advancePart,
  findHeldPhase,
  type Lease,
  renewLease,
} from './lease-queries.ts'

export interface StepConnection {
  db: Database
  client: Client
}

/**
 * Stores one step: its rows, the counters and the checkpoint in one transaction, whose first statement holds the
 * lease against what is stored. Whoever lost the job writes nothing.
 * @throws LeaseLost when it is not ours any more; an Error when the checkpoint stands elsewhere, which only a bug does
 */
export async function storeStep(
  { db, client }: StepConnection,
  lease: Lease,
  step: Step,
  leaseMs: number,
): Promise<void> {
  const begun = performance.now()
  await db.transaction().execute(async (tx) => {
    if (!(await advanceJob(tx, lease, step, leaseMs))) await refuse(tx, lease, step)
    const { from, to } = step
    if (from !== undefined && to !== undefined) {
      const stoodThere = await advancePart(tx, lease.jobId, { from, to })
      if (!stoodThere) throw new Error(`part ${from.part} of the job does not stand at byte ${from.offset}`)
    }
    await step.write(tx, client)
    if (step.countWritten !== undefined) await addCounted(tx, lease, step.countWritten())
    // While the step was being stored, nobody could say that we are alive.
    if (performance.now() - begun > leaseMs / 3) await renewLease(tx, lease, leaseMs)
  })
}

async function refuse(tx: Transaction, lease: Lease, { phase }: Step): Promise<never> {
  const held = await findHeldPhase(tx, lease)
  if (held === undefined) throw new LeaseLost()
  throw new Error(`the job stands in the phase ${held}, and the step belongs to ${phase}`)
}
