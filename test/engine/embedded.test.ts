import { sql } from 'kysely'
import { openDatabase } from '../../server/platform/database/database.ts'
import { createEmbeddedEngine } from '../../server/platform/engine/embedded-engine.ts'
import { testEngine } from './conformance.ts'

await testEngine({
  name: 'embedded',
  makeEngine: createEmbeddedEngine,
  async loseData(url) {
    const db = openDatabase({ url, poolSize: 1, onError: () => undefined })
    const dropped = db.transaction().execute(async (tx) => {
      // The engine's statements take the same locks in another order. Whoever looks for a
      // deadlock first is the one to give up: let that be the engine, never the drop.
      await sql`set local deadlock_timeout = '1h'`.execute(tx)
      await sql`drop schema pgboss cascade`.execute(tx)
    })
    await dropped.finally(() => db.destroy())
  },
})
