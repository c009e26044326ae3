import { type Static, Type } from 'typebox'

/** What `GET /livez` answers: the process runs and answers. */
export const Liveness = Type.Object(
  { status: Type.Literal('alive') },
  { title: 'Liveness', additionalProperties: false, description: 'The process runs.' },
)
export type Liveness = Static<typeof Liveness>

/** What `GET /readyz` answers while everything is in order; anything else is a problem with the code `not-ready`. */
export const Readiness = Type.Object(
  {
    status: Type.Literal('ready'),
    checks: Type.Object(
      { database: Type.Literal('ok'), migrations: Type.Literal('ok') },
      { additionalProperties: false },
    ),
  },
  { title: 'Readiness', additionalProperties: false, description: 'Docket can do its work.' },
)
export type Readiness = Static<typeof Readiness>

/** How many rows a table holds: counted when they are few, else the database's estimate. */
export const RowCount = Type.Object(
  {
    rows: Type.Integer({ minimum: 0 }),
    exact: Type.Boolean({ description: 'False when the number is an estimate.' }),
  },
  { title: 'RowCount', additionalProperties: false },
)
export type RowCount = Static<typeof RowCount>

/** What `GET /api/system` answers: the installation at a glance. */
export const SystemState = Type.Object(
  {
    version: Type.String({ description: "Docket's own version." }),
    uptimeSeconds: Type.Integer({ minimum: 0 }),
    database: Type.Object(
      {
        kind: Type.Enum(['embedded', 'server'], {
          description: "Docket's own PostgreSQL, or the server of DATABASE_URL.",
        }),
        version: Type.String({ description: "PostgreSQL's version." }),
      },
      { additionalProperties: false },
    ),
    migrations: Type.Object(
      { applied: Type.Integer({ minimum: 0 }), known: Type.Integer({ minimum: 0 }) },
      { additionalProperties: false },
    ),
    dataDirectory: Type.Enum(['default', 'configured'], {
      description: 'Whether DOCKET_DATA_DIR names another directory than the default one.',
    }),
    counts: Type.Object(
      { customers: RowCount, orders: RowCount, barcodes: RowCount },
      { additionalProperties: false },
    ),
  },
  { title: 'SystemState', additionalProperties: false, description: 'The state of this installation.' },
)
export type SystemState = Static<typeof SystemState>
