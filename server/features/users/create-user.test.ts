import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultsOf, problemOf } from '../../../test/support/app.ts'
import { openTestDatabase } from '../../../test/support/database.ts'
import { startUsersApp } from '../../../test/support/users-app.ts'

const { db } = await openTestDatabase()
const { app, get, newPerson, post } = await startUsersApp(db)

describe('making a user', () => {
  test('answers 201 with an operator and a one-time link', async () => {
    const person = newPerson()
    const answer = await post('/api/users', { ...person, name: '  Ada  ' })
    assert.equal(answer.status, 201)
    const user = JSON.parse(answer.text)
    assert.equal(answer.headers.location, `/api/users/${user.id}`)
    assert.deepEqual(
      [user.name, user.email, user.role, user.active, user.hasPassword],
      ['Ada', person.email, 'operator', true, false],
    )
    assert.match(user.invitation.url, new RegExp(`^http://127.0.0.1:${app.port}/link#[\\w-]{43}$`))
    assert.equal((await get(`/api/users/${user.id}`)).status, 200)
  })

  test('is 409 for an e-mail address that is taken, in any letter case', async () => {
    const person = newPerson()
    await post('/api/users', person)
    for (const email of [person.email, person.email.toUpperCase(), ` ${person.email} `]) {
      const answer = await post('/api/users', { ...person, email })
      assert.equal(answer.status, 409)
      assert.equal(problemOf(answer)['code'], 'email-taken')
    }
  })

  test('among twenty at the same moment with one address happens once', async () => {
    const person = newPerson()
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('/api/users', person)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [
      201,
      ...Array.from({ length: 19 }, () => 409),
    ])
  })

  const bodies: readonly (readonly [Record<string, unknown>, readonly string[]])[] = [
    [{ name: '' }, ['/name too-short']],
    [{ name: ' \t\u3000 ' }, ['/name too-short']],
    [{ name: 'x'.repeat(256) }, ['/name too-long']],
    [{ name: 'a\0b' }, ['/name character-unstorable']],
    [{ name: 'a\u001bb' }, ['/name value-invalid']],
    [{ name: '\ud800' }, ['/name character-unstorable']],
    [{ name: '', email: 'x' }, ['/name too-short', '/email email-invalid']],
    [{ name: null }, ['/name type-wrong']],
    [{ name: ['a'] }, ['/name type-wrong']],
    [{ role: 'root' }, ['/role choice-unknown']],
    [{ role: null }, ['/role choice-unknown']],
    [{ id: '1' }, ['/id value-unknown']],
    ...[
      '',
      'ada',
      'ada@',
      '@example.com',
      'ada@example',
      'ada@@example.com',
      'a b@example.com',
      'ada@exa mple.com',
      'ada@-example.com',
      'ada@example..com',
      '.ada@example.com',
      'ada.@example.com',
      'a..da@example.com',
      'ada@example.com\nbcc:x@example.com',
      '"ada"@example.com',
      '<ada@example.com>',
      `${'a'.repeat(65)}@example.com`,
      `ada@${'a'.repeat(64)}.com`,
      `ada@${'abcdefg.'.repeat(32)}com`,
    ].map((email) => [{ email }, ['/email email-invalid']] as const),
  ]
  for (const [change, faults] of bodies) {
    test(`is 422 and says where: ${JSON.stringify(change).slice(0, 60)}`, async () => {
      assert.deepEqual(faultsOf(await post('/api/users', { ...newPerson(), ...change })), faults)
    })
  }

  for (const email of ["o'neill+tag@mail.example.co.uk", 'жана@пример.рф', 'a@b.fi'])
    test(`takes the address ${email}`, async () =>
      assert.equal((await post('/api/users', { name: '王', email })).status, 201))

  test('counts code points, not UTF-16 units', async () => {
    assert.equal((await post('/api/users', { ...newPerson(), name: '🔑'.repeat(255) })).status, 201)
  })
})
