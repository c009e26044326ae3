import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Context } from '../../server/platform/context.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { callOf } from '../../server/platform/http/access.ts'
import { ProblemError } from '../../server/platform/http/problem.ts'
import { type Answer, type TestApp, withKey } from '../support/app.ts'

interface Gate {
  arrival: PromiseWithResolvers<void>
  opening: PromiseWithResolvers<void>
}

/** Where requests wait until a test lets them go on: before their transaction, in it, or after it. */
const gates = new Map<string, Gate>()

async function passGate(name: string): Promise<void> {
  const gate = gates.get(name)
  gate?.arrival.resolve()
  await gate?.opening.promise
}

/** Closes a gate until `open` is called; `arrival` says that a request stands before it. */
export function closeGate(name: string): { arrival: Promise<void>; open: () => void } {
  const gate = { arrival: Promise.withResolvers<void>(), opening: Promise.withResolvers<void>() }
  gates.set(name, gate)
  return { arrival: gate.arrival.promise, open: () => gate.opening.resolve() }
}

/** Lets everybody go on who still waits, for the end of a test that failed. */
export function openGates(): void {
  for (const { opening } of gates.values()) opening.resolve()
  gates.clear()
}

/** Whoever comes to this gate from now on passes; those who wait go on waiting. */
export function forgetGate(name: string): void {
  gates.delete(name)
}

/** Makes the table that the routes below write to. */
export async function createEffects(db: Database): Promise<void> {
  await sql`create table effects (id integer generated always as identity, name text, at timestamptz)`.execute(
    db,
  )
}

export async function countEffects(db: Database, name: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from effects where name = ${name}`.execute(db)
  return rows[0]?.count ?? 0
}

const Effect = Type.Object(
  { id: Type.Integer(), name: Type.String(), at: Type.String() },
  { title: 'Effect' },
)
const NewEffect = Type.Object({ name: Type.String() }, { additionalProperties: false })

interface EffectRow {
  id: number
  name: string
  at: Date
}

/** The names of the transactions that have ended, in whichever way. */
export const ended: string[] = []

/** Writes that store a row each; the name says what else happens to them. */
export function addEffects(api: FastifyInstance, context: Context): void {
  const schema = { body: NewEffect, response: { 201: Effect } }
  for (const [path, config] of [
    ['/effects', {}],
    ['/secrets', { secretAnswer: true }],
  ] as const)
    api.post<{ Body: { name: string } }>(path, { schema, config }, async (request, reply) => {
      const call = callOf(context, request)
      const { name } = request.body
      await passGate('before')
      const store = call.db.transaction().execute(async (tx) => {
        const { rows } = await sql<EffectRow>`
          insert into effects (name, at) values (${name}, now()) returning id, name, at`.execute(tx)
        await passGate('inside')
        if (name === 'conflict') throw new ProblemError({ code: 'job-state-conflict', detail: 'No.' })
        return rows[0]
      })
      const row = await store.finally(() => ended.push(name))
      await passGate('after')
      if (name === 'fails-afterwards') throw new Error('the engine is away')
      return reply
        .code(201)
        .header('location', `/api/effects/${row?.id}`)
        .send({ id: row?.id, name, at: row?.at.toISOString() })
    })
  api.delete<{ Params: { id: string } }>(
    '/effects/:id',
    { schema: { params: Type.Object({ id: Type.String() }), response: { 204: Type.Null() } } },
    async (request, reply) => {
      await callOf(context, request)
        .db.transaction()
        .execute((tx) => sql`insert into effects (name) values ('deleted')`.execute(tx))
      return reply.code(204).send(null)
    },
  )
}

let keyCount = 0
export const newKey = () => `key-${++keyCount}`

export interface Sent {
  path?: string
  headers?: Record<string, string>
}

/** Writes one effect under a key. */
export function postEffect(
  app: Pick<TestApp, 'send'>,
  key: string,
  name: string,
  { path = '/api/effects', headers = withKey }: Sent = {},
): Promise<Answer> {
  return app.send(path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ name }),
  })
}

/** The status of an answer, and the code of its problem when it is one. */
export async function codeOf(answer: Promise<Answer>): Promise<string> {
  const { status, text } = await answer
  return `${status} ${JSON.parse(text).code ?? ''}`.trim()
}
