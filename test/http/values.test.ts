import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemOf, type Request, startTestApp, withKey } from '../support/app.ts'
import { addProbeRoutes } from './probe-routes.ts'

const { send } = await startTestApp({ features: [addProbeRoutes] })

const jsonHeaders = { ...withKey, 'content-type': 'application/json' }

function post(body: string | Buffer, headers: Request['headers'] = jsonHeaders) {
  return send('/api/echo', { method: 'POST', headers, body })
}

async function faultsOf(answer: Promise<Parameters<typeof problemOf>[0]>): Promise<unknown> {
  const problem = problemOf(await answer)
  assert.equal(problem['code'], 'values-invalid')
  const { errors } = problem
  assert.ok(Array.isArray(errors))
  return errors.map(({ pointer, code }) => `${pointer} ${code}`).sort()
}

describe('a body', () => {
  test('that is right is taken as it is', async () => {
    const { status, text } = await post('{"quantity":1,"name":"żółw"}')
    assert.equal(status, 200)
    assert.deepEqual(JSON.parse(text), { quantity: 1, name: 'żółw' })
  })

  test('is taken with a byte order mark and with its charset named', async () => {
    const headers = { ...withKey, 'content-type': 'application/json; charset=UTF-8' }
    assert.equal((await post('\ufeff{"quantity":1,"name":"a"}', headers)).status, 200)
  })

  const malformed = [
    '{',
    '{"quantity":1,}',
    'undefined',
    "{'quantity':1}",
    '{"__proto__":{"a":1}}',
    '[NaN]',
    '"\u0001"',
  ]
  for (const body of malformed) {
    test(`that is not JSON is 400: ${JSON.stringify(body)}`, async () => {
      const answer = await post(body)
      assert.equal(answer.status, 400)
      assert.equal(problemOf(answer)['code'], 'body-malformed')
    })
  }

  test('with bytes that are not UTF-8 is 400 and never repaired', async () => {
    const answer = await post(Buffer.from('{"quantity":1,"name":"\xff"}', 'latin1'))
    assert.equal(problemOf(answer)['code'], 'body-malformed')
  })

  test('that is missing or empty is 400', async () => {
    for (const headers of [withKey, jsonHeaders]) {
      const answer = await post('', headers)
      assert.equal(answer.status, 400)
      assert.equal(problemOf(answer)['code'], 'body-missing')
    }
  })

  const contentTypes = [
    undefined,
    'text/plain',
    'application/xml',
    'application/jsonp',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'nonsense',
    '',
  ]
  for (const contentType of contentTypes) {
    test(`with the content type ${contentType} is 415`, async () => {
      const headers = contentType === undefined ? withKey : { ...withKey, 'content-type': contentType }
      assert.equal((await post('{"quantity":1,"name":"a"}', headers)).status, 415)
    })
  }

  test('over one mebibyte is 413, with and without a stated length', async () => {
    const body = `{"quantity":1,"name":"${'a'.repeat(1_048_576)}"}`
    assert.equal((await post(body)).status, 413)
    assert.equal((await post(body, { ...jsonHeaders, 'transfer-encoding': 'chunked' })).status, 413)
  })

  test('of one mebibyte exactly is read', async () => {
    const frame = '{"quantity":1,"name":""}'
    const answer = await post(frame.replace('""', `"${'a'.repeat(1_048_576 - frame.length)}"`))
    assert.deepEqual(await faultsOf(Promise.resolve(answer)), ['/name too-long'])
  })
})

describe('a body with wrong values', () => {
  const wrongBodies: [string, string[]][] = [
    ['null', [' type-wrong']],
    ['[]', [' type-wrong']],
    ['{}', ['/name value-missing', '/quantity value-missing']],
    ['{"quantity":"1","name":"a"}', ['/quantity type-wrong']],
    ['{"quantity":null,"name":null}', ['/name type-wrong', '/quantity type-wrong']],
    ['{"quantity":true,"name":1}', ['/name type-wrong', '/quantity type-wrong']],
    ['{"quantity":1.5,"name":"a"}', ['/quantity type-wrong']],
    ['{"quantity":0,"name":"abcdef"}', ['/name too-long', '/quantity too-small']],
    ['{"quantity":1,"name":"a","a/b~c":1}', ['/a~1b~0c value-unknown']],
    ['{"quantity":1,"name":"a","constructor":1}', ['/constructor value-unknown']],
  ]
  for (const [body, faults] of wrongBodies) {
    test(`with wrong values is 422 and names them all: ${body}`, async () => {
      assert.deepEqual(await faultsOf(post(body)), faults)
    })
  }

  const unstorable: [string, string[]][] = [
    ['{"quantity":1,"name":"a\\u0000"}', ['/name character-unstorable']],
    ['{"quantity":1,"name":"\\ud83c"}', ['/name character-unstorable']],
    ['{"quantity":1,"name":"\\udfab\\ud83c"}', ['/name character-unstorable']],
    ['{"\\u0000":1}', ['/\0 character-unstorable']],
    [
      '{"a":[1,{"b/c":"\\u0000"}],"d":"\\ud800"}',
      ['/a/1/b~1c character-unstorable', '/d character-unstorable'],
    ],
    ['"\\u0000"', [' character-unstorable']],
  ]
  for (const [body, faults] of unstorable) {
    test(`with a text that cannot be kept is 422 and says where: ${body}`, async () => {
      assert.deepEqual(await faultsOf(post(body)), faults)
    })
  }

  test('with a whole surrogate pair in escapes is taken', async () => {
    const { text } = await post('{"quantity":1,"name":"\\ud83c\\udfab"}')
    assert.equal(JSON.parse(text).name, '\u{1f3ab}')
  })

  test('half a million arrays deep is refused like any other', async () => {
    const deep = (inner: string) => '['.repeat(500_000) + inner + ']'.repeat(500_000)
    assert.deepEqual(await faultsOf(post(deep(''))), [' type-wrong'])
    assert.equal((await post(deep('"\\u0000"'))).status, 422)
  })

  test('is judged together with the query', async () => {
    const answer = send('/api/echo?limit=0&x=1', { method: 'POST', headers: jsonHeaders, body: '{}' })
    assert.deepEqual(await faultsOf(answer), [
      '/limit too-small',
      '/name value-missing',
      '/quantity value-missing',
      '/x value-unknown',
    ])
  })

  test('with a thousand faults is answered with a hundred of them', async () => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`x${n}`, n])))
    const { errors } = problemOf(await post(body))
    assert.ok(Array.isArray(errors))
    assert.equal(errors.length, 100)
  })
})

describe('a query', () => {
  test('has its numbers and booleans read and its defaults filled in', async () => {
    const answer = await send('/api/echo?all=true', { headers: withKey })
    assert.deepEqual(JSON.parse(answer.text), { limit: 50, all: true })
    assert.equal(JSON.parse((await send('/api/echo?limit=200', { headers: withKey })).text).limit, 200)
  })

  const wrongQueries: [string, string[]][] = [
    ['limit=0', ['/limit too-small']],
    ['limit=201', ['/limit too-large']],
    ['limit=', ['/limit type-wrong']],
    ['limit=1e2', ['/limit type-wrong']],
    ['limit=0x10', ['/limit type-wrong']],
    ['limit=%2010', ['/limit type-wrong']],
    ['limit=010', ['/limit type-wrong']],
    ['limit=1.0', ['/limit type-wrong']],
    ['limit=99999999999999999999', ['/limit type-wrong']],
    ['limit=1&limit=2', ['/limit type-wrong']],
    ['limit=null', ['/limit type-wrong']],
    ['all=1', ['/all type-wrong']],
    ['all=TRUE', ['/all type-wrong']],
    ['Limit=1', ['/Limit value-unknown']],
    ['__proto__=1', ['/__proto__ value-unknown']],
    ['limit[]=1', ['/limit[] value-unknown']],
  ]
  for (const [query, faults] of wrongQueries) {
    test(`with a wrong value is 422: ${query}`, async () => {
      assert.deepEqual(await faultsOf(send(`/api/echo?${query}`, { headers: withKey })), faults)
    })
  }

  test('with a text that cannot be kept is 422', async () => {
    assert.deepEqual(await faultsOf(send('/api/echo?all=%00', { headers: withKey })), [
      '/all character-unstorable',
    ])
    assert.deepEqual(await faultsOf(send('/api/echo?%00=1', { headers: withKey })), [
      '/\0 character-unstorable',
    ])
  })

  test('is refused by every documented route that takes none', async () => {
    for (const path of ['/livez', '/readyz', '/metrics', '/openapi.json', '/api/system'])
      assert.deepEqual(await faultsOf(send(`${path}?x=1`, { headers: withKey })), ['/x value-unknown'])
  })
})

describe('an id in a path', () => {
  test('is taken as it stands, up to 255 code points of any script', async () => {
    const id = '\u{1f3ab}'.repeat(255)
    const { text } = await send(`/api/things/${encodeURIComponent(id)}`, { headers: withKey })
    assert.equal(JSON.parse(text).id, id)
  })

  test('that is too long names nothing: 404', async () => {
    for (const length of [256, 5_000])
      assert.equal((await send(`/api/things/${'a'.repeat(length)}`, { headers: withKey })).status, 404)
  })

  test('that no text can hold names nothing: 404', async () => {
    for (const id of ['%00', 'a%00b', '%00/'])
      assert.equal((await send(`/api/things/${id}`, { headers: withKey })).status, 404)
  })

  test('that is wrongly encoded is 400', async () => {
    for (const id of ['%', '%zz', '%ff', '%c3%28', '%ed%a0%80']) {
      const answer = await send(`/api/things/${id}`, { headers: withKey })
      assert.equal(answer.status, 400)
      assert.equal(problemOf(answer)['code'], 'url-malformed')
    }
  })
})
