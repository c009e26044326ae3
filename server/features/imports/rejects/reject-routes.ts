import { Type } from 'typebox'
import { RejectList } from '#contract/job-rows.ts'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { AddRoutes } from '../../../platform/http/build-app.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { kindOf } from '../job-row.ts'
import type { RejectSources } from '../reject-source.ts'
import { requireJob } from '../require-job.ts'
import { listRejects } from './list-rejects.ts'

const JobPath = Type.Object({ id: Type.String() })
const tags = ['jobs']

/** The routes of a job's rejected rows, of any kind. */
export function createRejectRoutes(sources: RejectSources): AddRoutes {
  return (api, context) => {
    const routes = api.withTypeProvider<ContractTypes>()
    routes.get(
      '/jobs/:id/rejects',
      {
        schema: {
          operationId: 'listJobRejects',
          tags,
          summary: 'Why rows of a job were refused, reason by reason',
          params: JobPath,
          querystring: PageQuery,
          response: { 200: RejectList },
        },
      },
      async (request) => listRejects(callOf(context, request), sources, request.params.id, request.query),
    )
    routes.get(
      '/jobs/:id/rejects.csv',
      {
        config: { longAnswer: true },
        schema: {
          operationId: 'downloadJobRejects',
          tags,
          summary: 'The rejected rows with their original columns, to be mended and sent again',
          params: JobPath,
          response: { 200: CsvBody },
        },
      },
      async (request, reply) => {
        const call = callOf(context, request)
        const job = await requireJob(call, request.params.id)
        const table = await sources[kindOf(job)].table(call.db, job.id)
        return sendCsv(reply, { fileName: `rejects-${job.public_id}.csv`, ...table })
      },
    )
  }
}
