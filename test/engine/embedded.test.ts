import { sql } from 'kysely'
import { openDatabase } from '../../server/platform/database/database.ts'
import { createEmbeddedEngine } from '../../server/platform/engine/embedded-engine.ts'
import { testEngine } from './conformance.ts'

await testEngine({
  name: 'embedded',
  makeEngine: createEmbeddedEngine,
  async loseData(url) {
    const db = openDatabase({ url, poolSize: 1, onError: () => undefined })
    await sql`drop schema pgboss cascade`.execute(db).finally(() => db.destroy())
  },
})
