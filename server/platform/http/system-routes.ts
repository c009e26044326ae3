import type { FastifyInstance } from 'fastify'
import { SystemState } from '#contract/system.ts'
import { settings } from '../config.ts'
import type { Context } from '../context.ts'
import { listMigrations } from '../database/migrator.ts'
import { readVersion } from '../version.ts'
import type { ContractTypes } from './contract-types.ts'
import { countRows, findServerVersion } from './system-queries.ts'

/** Adds `/api/system`, the installation at a glance. */
export function addSystemRoutes(api: FastifyInstance, context: Context): void {
  const readState = createStateReader(context)
  api.withTypeProvider<ContractTypes>().get(
    '/system',
    {
      schema: {
        operationId: 'getSystem',
        tags: ['system'],
        summary: 'The state of this installation',
        response: { 200: SystemState },
      },
    },
    readState,
  )
}

function createStateReader({ config, db, clock }: Context): () => Promise<SystemState> {
  const version = readVersion()
  const startedAt = clock.now().getTime()
  const defaultDataDir = settings.dataDir.parse(settings.dataDir.fallback)
  return async () => {
    const [databaseVersion, migrations, customers, orders, barcodes] = await Promise.all([
      findServerVersion(db),
      listMigrations(db),
      countRows(db, 'customers'),
      countRows(db, 'orders'),
      countRows(db, 'barcodes'),
    ])
    return {
      version,
      uptimeSeconds: Math.max(0, Math.floor((clock.now().getTime() - startedAt) / 1_000)),
      database: { kind: config.databaseUrl === undefined ? 'embedded' : 'server', version: databaseVersion },
      migrations: {
        applied: migrations.filter(({ state }) => state !== 'pending').length,
        known: migrations.filter(({ state }) => state !== 'unknown').length,
      },
      dataDirectory: config.dataDir === defaultDataDir ? 'default' : 'configured',
      counts: { customers, orders, barcodes },
    }
  }
}
