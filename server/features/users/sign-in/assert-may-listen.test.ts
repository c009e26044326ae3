import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeUser } from '../../../../test/support/accounts.ts'
import { openTestDatabase } from '../../../../test/support/database.ts'
import { readConfig } from '../../../platform/config.ts'
import { assertMayListen } from './assert-may-listen.ts'

const { db } = await openTestDatabase()

function mayListen(environment: Record<string, string>): Promise<void> {
  return assertMayListen({ db, config: readConfig(environment) })
}

const open = { HOST: '0.0.0.0', TRUSTED_PROXY: '10.0.0.1' }

test('this machine alone may always be listened on', async () => {
  for (const HOST of ['127.0.0.1', 'localhost', '::1', '127.8.8.8']) await mayListen({ HOST })
})

test('another host needs an admin who is active, or the key of one', async () => {
  const refused = { name: 'PlainError', message: /^HOST: listening on 0\.0\.0\.0 needs an admin: [^\n]+$/ }
  await assert.rejects(mayListen(open), refused)
  await makeUser(db, { role: 'operator' })
  const admin = await makeUser(db, { role: 'admin' })
  await db.updateTable('users').set({ deactivated_at: new Date() }).where('id', '=', admin.id).execute()
  await assert.rejects(mayListen(open), refused)
  await mayListen({ ...open, DOCKET_ADMIN_API_KEY: 'k'.repeat(24) })
  await db.updateTable('users').set({ deactivated_at: null }).where('id', '=', admin.id).execute()
  await mayListen(open)
})
