import { type Static, Type } from 'typebox'
import { Job } from './jobs.ts'
import { ListOf, NullableInstant, PageQuery } from './lists.ts'
import { type RefusalCode, refusals } from './refusals.ts'

const nullableText = Type.Union([Type.String(), Type.Null()])
// Object.keys knows only `string`; the table's keys are exactly these.
const refusalCodes = Object.keys(refusals) as RefusalCode[]

/** One reason for which a row is invalid. */
export const RowError = Type.Object(
  {
    code: Type.Enum(refusalCodes),
    column: nullableText,
    message: Type.String(),
    hint: Type.Optional(Type.String()),
    firstLine: Type.Optional(
      Type.Integer({ minimum: 1, description: 'The line of the row it collides with.' }),
    ),
  },
  { title: 'RowError', additionalProperties: false },
)
export type RowError = Static<typeof RowError>

/** One row of a transactions file with its verdict (spec 6.1). */
export const JobTransaction = Type.Object(
  {
    row: Type.Integer({ minimum: 1 }),
    line: Type.Integer({ minimum: 1 }),
    transactionId: nullableText,
    amount: Type.Union([Type.String(), Type.Null()], { description: 'Exact decimal text.' }),
    date: NullableInstant,
    description: nullableText,
    userId: nullableText,
    valid: Type.Boolean(),
    suspicious: Type.Boolean(),
    errors: Type.Array(RowError),
    raw: Type.Union([Type.String(), Type.Null()], {
      description: 'The text of an invalid row as it stands in the file, cut at 1 MiB; null for a valid one.',
    }),
  },
  { title: 'JobTransaction', additionalProperties: false },
)
export type JobTransaction = Static<typeof JobTransaction>
export const JobTransactionList = ListOf(JobTransaction, 'JobTransactionList')

export const transactionFilters = ['valid', 'invalid', 'suspicious'] as const
export const JobTransactionsQuery = Type.Object(
  { ...PageQuery.properties, filter: Type.Optional(Type.Enum(transactionFilters)) },
  { additionalProperties: false },
)
export type JobTransactionsQuery = Static<typeof JobTransactionsQuery>

/** One reason for which a row of a job's files was refused (spec 6.1). */
export const Reject = Type.Object(
  {
    file: Type.String({ description: 'The name of the file.' }),
    line: Type.Integer({ minimum: 1 }),
    row: Type.Integer({ minimum: 1 }),
    level: Type.Enum(['file', 'header', 'row', 'cell']),
    code: Type.Enum(refusalCodes),
    column: nullableText,
    message: Type.String(),
    hint: Type.String(),
    value: nullableText,
    raw: Type.String(),
  },
  { title: 'Reject', additionalProperties: false },
)
export type Reject = Static<typeof Reject>
export const RejectList = ListOf(Reject, 'RejectList')

/** The most rows that one repair may have. */
export const repairRowsMax = 10_000

/** Mended rows, by the line they had: the columns of the file as texts. */
export const RepairRows = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          file: Type.Optional(Type.String({ description: 'Which file, for a job of several.' })),
          line: Type.Integer({ minimum: 1 }),
          values: Type.Record(Type.String(), Type.String()),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: repairRowsMax },
    ),
  },
  { additionalProperties: false },
)
export type RepairRows = Static<typeof RepairRows>

/** What came of a repair. */
export const RepairResult = Type.Object(
  {
    repaired: Type.Integer({ minimum: 0, description: 'How many of the rows are valid now.' }),
    stillInvalid: Type.Array(
      Type.Object(
        {
          file: Type.Optional(Type.String()),
          line: Type.Integer({ minimum: 1 }),
          errors: Type.Array(RowError),
        },
        { additionalProperties: false },
      ),
      { description: 'The rows that stay as they were, and what is wrong with what was sent for them.' },
    ),
    job: Job,
  },
  { title: 'RepairResult', additionalProperties: false },
)
export type RepairResult = Static<typeof RepairResult>
