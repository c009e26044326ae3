import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sql } from 'kysely'
import { announceEndedAccess } from '../../server/features/users/access-queries.ts'
import { makeKey, makeSession, makeUser } from '../support/accounts.ts'
import { withKey } from '../support/app.ts'
import { addJob, connectLive, eventually, runJob, startLiveApps } from '../support/live.ts'

const { db, apps } = await startLiveApps([{}, { recheckMs: 50, pollMs: 50 }])
const [app, lookingApp] = apps

async function connectAll(port: number) {
  const user = await makeUser(db)
  const path = `/ws/${user.id}`
  const [key, otherKey] = [await makeKey(db, user), await makeKey(db, user)]
  const session = await makeSession(db, user, port)
  return {
    user,
    key,
    session,
    ofKey: await connectLive(port, path, { headers: key.headers }),
    ofOtherKey: await connectLive(port, path, { headers: otherKey.headers }),
    ofSession: await connectLive(port, path, { headers: session.headers }),
    ofAdmin: await connectLive(port, path, { headers: withKey }),
  }
}

describe('sockets are closed at once, in every process, when the access ends', () => {
  test('of a key or a session: its own only', async () => {
    for (const { port } of [app, lookingApp]) {
      const all = await connectAll(port)
      await db.transaction().execute((tx) => announceEndedAccess(tx, { keyId: all.key.id }))
      assert.deepEqual(await all.ofKey.ended, { code: 1008 })
      await db.transaction().execute((tx) => announceEndedAccess(tx, { sessionId: all.session.id }))
      assert.deepEqual(await all.ofSession.ended, { code: 1008 })
      assert.equal(all.ofOtherKey.socket.readyState, all.ofOtherKey.socket.OPEN)
      assert.equal(all.ofAdmin.socket.readyState, all.ofAdmin.socket.OPEN)
    }
  })

  test('of a user: all that came in as that user, and nobody else', async () => {
    const all = await connectAll(app.port)
    await db.transaction().execute((tx) => announceEndedAccess(tx, { userId: all.user.id }))
    for (const one of [all.ofKey, all.ofOtherKey, all.ofSession])
      assert.deepEqual(await one.ended, { code: 1008 })
    await runJob(await addJob(db, all.user.id))
    await all.ofAdmin.until((messages) => messages.at(-1)?.status === 'completed')
  })
})

describe('sockets are closed soon when nothing tells that the access has ended', () => {
  test('of a session, a key and a user', async () => {
    const all = await connectAll(lookingApp.port)
    await sql`delete from sessions where id = ${all.session.id}`.execute(db)
    assert.deepEqual(await all.ofSession.ended, { code: 1008 })
    await sql`update api_keys set revoked_at = now() where id = ${all.key.id}`.execute(db)
    assert.deepEqual(await all.ofKey.ended, { code: 1008 })
    assert.equal(all.ofOtherKey.socket.readyState, all.ofOtherKey.socket.OPEN)
    await sql`update users set deactivated_at = now() where id = ${all.user.id}`.execute(db)
    assert.deepEqual(await all.ofOtherKey.ended, { code: 1008 })
  })

  test('of an admin who is none any more, at the streams of others only', async () => {
    const [admin, user] = [await makeUser(db, { role: 'admin' }), await makeUser(db)]
    const { headers } = await makeKey(db, admin)
    const own = await connectLive(lookingApp.port, `/ws/${admin.id}`, { headers })
    const others = await connectLive(lookingApp.port, `/ws/${user.id}`, { headers })
    await sql`update users set role = 'operator' where id = ${admin.id}`.execute(db)
    assert.deepEqual(await others.ended, { code: 1008 })
    assert.equal(own.socket.readyState, own.socket.OPEN)
  })
})

test('a key and a session that are good stay, however often it is asked', async () => {
  const all = await connectAll(lookingApp.port)
  const { rows } = await sql<{ at: Date }>`select now() as at`.execute(db)
  assert.ok(rows[0])
  await runJob(await addJob(db, all.user.id))
  for (const one of [all.ofKey, all.ofSession, all.ofAdmin]) {
    await one.until((messages) => messages.at(-1)?.status === 'completed')
    assert.equal(one.socket.readyState, one.socket.OPEN)
  }
})

test('when the connection for notifications is cut, it is made again, and nothing is missed', async () => {
  const user = await makeUser(db)
  const { headers } = await makeKey(db, user)
  const client = await connectLive(app.port, `/ws/${user.id}`, { headers })
  const cut = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'docket live' and datname = current_database()`.execute(db)
  const { rows } = await cut()
  assert.equal(rows.length, 2)
  const first = await addJob(db, user.id)
  await runJob(first)
  await client.until((messages) => messages.at(-1)?.status === 'completed')
  let listening = 0
  await eventually(() => {
    sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where application_name = 'docket live' and datname = current_database() and query ilike 'listen%'`
      .execute(db)
      .then(({ rows: [row] }) => {
        listening = row?.count ?? 0
      })
    return listening === 2
  })
  await runJob(await addJob(db, user.id))
  await client.until((messages) => messages.filter(({ status }) => status === 'completed').length === 2)
  assert.deepEqual(
    client.messages.map(({ seq }) => seq),
    client.messages.map((_, i) => i + 1),
  )
  const statuses = client.messages.filter(({ jobId }) => jobId === first.publicId).map(({ status }) => status)
  assert.equal(statuses[0], 'queued')
  assert.equal(statuses[1], 'processing')
})
