import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { type JobTransaction, JobTransactionList, JobTransactionsQuery } from '#contract/job-rows.ts'
import { CsvBody } from '#contract/lists.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { requireJob } from '../require-job.ts'
import { listTransactions, readTransactions } from './list-transactions.ts'

const JobPath = Type.Object({ id: Type.String() })
const DownloadQuery = Type.Object(
  { filter: JobTransactionsQuery.properties.filter },
  { additionalProperties: false },
)
const tags = ['jobs']

/** Adds the rows of a job with their verdicts, as pages and as a file. */
export function addTransactionRoutes(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/jobs/:id/transactions',
    {
      schema: {
        operationId: 'listJobTransactions',
        tags,
        summary: 'The rows of a transactions file with their verdicts, in the order of the file',
        params: JobPath,
        querystring: JobTransactionsQuery,
        response: { 200: JobTransactionList },
      },
    },
    async (request) => listTransactions(callOf(context, request), request.params.id, request.query),
  )
  routes.get(
    '/jobs/:id/transactions.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadJobTransactions',
        tags,
        summary: 'The same as a file',
        params: JobPath,
        querystring: DownloadQuery,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) => {
      const call = callOf(context, request)
      const job = await requireJob(call, request.params.id)
      return sendCsv(reply, {
        fileName: `transactions-${job.public_id}.csv`,
        header: Object.keys(columns),
        rows: toLines(readTransactions(call, job, request.query.filter)),
      })
    },
  )
}

/** The columns of the download, and what stands in them. */
const columns: Readonly<Record<string, (row: JobTransaction) => string | number>> = {
  row: ({ row }) => row,
  line: ({ line }) => line,
  transaction_id: ({ transactionId }) => transactionId ?? '',
  amount: ({ amount }) => amount ?? '',
  date: ({ date }) => date ?? '',
  description: ({ description }) => description ?? '',
  user_id: ({ userId }) => userId ?? '',
  valid: ({ valid }) => String(valid),
  suspicious: ({ suspicious }) => String(suspicious),
  code: ({ errors }) => errors.map(({ code }) => code).join(';'),
  message: ({ errors }) => errors.map(({ message }) => message).join(';'),
}

async function* toLines(rows: AsyncIterable<JobTransaction>): AsyncGenerator<(string | number)[]> {
  const cells = Object.values(columns)
  for await (const row of rows) yield cells.map((cell) => cell(row))
}
