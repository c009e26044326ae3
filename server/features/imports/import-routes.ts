import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Job, JobList, JobsFilter, JobsQuery } from '#contract/jobs.ts'
import { CsvBody } from '#contract/lists.ts'
import type { Context } from '../../platform/context.ts'
import { callOf } from '../../platform/http/access.ts'
import type { AddRoutes } from '../../platform/http/build-app.ts'
import type { ContractTypes } from '../../platform/http/contract-types.ts'
import { sendCsv } from '../../platform/http/send-csv.ts'
import { cancelJob } from './cancel-job.ts'
import { deleteJob } from './delete-job.ts'
import { downloadJobs, downloadUserJobs } from './download-jobs.ts'
import { getJob } from './get-job.ts'
import type { ImportServices } from './import-services.ts'
import { listJobs } from './list-jobs.ts'
import { listUserJobs } from './list-user-jobs.ts'
import { retryJob } from './retry-job.ts'
import { startJob } from './start-job.ts'
import { addUploadRoute } from './upload/upload-route.ts'

/** The routes of jobs: upload, list, look, start, cancel, retry, delete. */
export function createImportRoutes(services: ImportServices): AddRoutes {
  return (api, context) => {
    addUploadRoute(api, context, services)
    addLists(api, context, services)
    addDownloads(api, context)
    addChanges(api, context, services)
    addDelete(api, context, services)
  }
}

const JobPath = Type.Object({ id: Type.String() })
const tags = ['jobs']

function addLists(api: FastifyInstance, context: Context, services: ImportServices): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/jobs',
    {
      schema: {
        operationId: 'listJobs',
        tags,
        summary: 'Jobs, newest first: your own, or for an admin all',
        querystring: JobsQuery,
        response: { 200: JobList },
      },
    },
    async (request) => listJobs(callOf(context, request), request.query),
  )
  routes.get(
    '/jobs/:id',
    {
      schema: {
        operationId: 'getJob',
        tags,
        summary: 'How a job stands',
        params: JobPath,
        response: { 200: Job },
      },
    },
    async (request) => getJob(callOf(context, request), services, request.params.id),
  )
  routes.get(
    '/users/:id/jobs',
    {
      schema: {
        operationId: 'listUserJobs',
        tags,
        summary: 'The jobs of one user: yourself, or for an admin anybody',
        params: JobPath,
        querystring: JobsQuery,
        response: { 200: JobList },
      },
    },
    async (request) => listUserJobs(callOf(context, request), request.params.id, request.query),
  )
}

/** What is done to a job by its address alone. */
const changes = [
  { path: '/jobs/:id/start', operationId: 'startJob', summary: 'Let a pending job run', change: startJob },
  {
    path: '/jobs/:id/cancel',
    operationId: 'cancelJob',
    summary: 'Stop a job before its end',
    change: cancelJob,
  },
  {
    path: '/jobs/:id/retry',
    operationId: 'retryJob',
    summary: 'Let a failed or cancelled job go on from where it stopped',
    change: retryJob,
  },
] as const

function addDownloads(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/jobs.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadJobs',
        tags,
        summary: 'All jobs: your own, or for an admin all',
        querystring: JobsFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadJobs(callOf(context, request), request.query, request.signal)),
  )
  routes.get(
    '/users/:id/jobs.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadUserJobs',
        tags,
        summary: 'All jobs of one user: yourself, or for an admin anybody',
        params: JobPath,
        querystring: JobsFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) => {
      const { params, query, signal } = request
      return sendCsv(reply, await downloadUserJobs(callOf(context, request), params.id, query, signal))
    },
  )
}

function addChanges(api: FastifyInstance, context: Context, services: ImportServices): void {
  for (const { path, operationId, summary, change } of changes) {
    api.withTypeProvider<ContractTypes>().post(
      path,
      {
        config: { problems: [409] },
        schema: { operationId, tags, summary, params: JobPath, response: { 202: Job } },
      },
      async (request, reply) =>
        reply.code(202).send(await change(callOf(context, request), services, request.params.id)),
    )
  }
}

function addDelete(api: FastifyInstance, context: Context, services: ImportServices): void {
  api.withTypeProvider<ContractTypes>().delete(
    '/jobs/:id',
    {
      config: { problems: [409] },
      schema: {
        operationId: 'deleteJob',
        tags,
        summary: 'Remove a job that does not run, with its rows and files',
        params: JobPath,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await deleteJob(callOf(context, request), services, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
