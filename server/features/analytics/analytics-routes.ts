import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import {
  CustomerLifetime,
  CustomerLifetimeList,
  LifetimeFilter,
  LifetimesQuery,
  RangeQuery,
  StatusDurations,
  Summary,
  Throughputs,
} from '#contract/analytics.ts'
import { CsvBody } from '#contract/lists.ts'
import type { Context } from '../../platform/context.ts'
import { callOf } from '../../platform/http/access.ts'
import type { AddRoutes } from '../../platform/http/build-app.ts'
import type { ContractTypes } from '../../platform/http/contract-types.ts'
import { sendCsv } from '../../platform/http/send-csv.ts'
import { countThroughput, downloadThroughput } from './answers/count-throughput.ts'
import { downloadLifetimes, getLifetime, listLifetimes } from './answers/lifetimes.ts'
import { createStatusDurations, type StatusDurationAnswers } from './answers/status-durations.ts'
import { type RankTopCustomers, summarize } from './answers/summarize.ts'

const tags = ['analytics']

/** Makes the routes of the numbers: times in each status, throughput, customers, and everything at a glance. */
export function createAnalyticsRoutes(rankTopCustomers: RankTopCustomers): AddRoutes {
  return (api, context) => {
    addStatusDurations(api, context, createStatusDurations())
    addThroughput(api, context)
    addLifetimeList(api, context)
    addLifetime(api, context)
    addSummary(api, context, rankTopCustomers)
  }
}

function addStatusDurations(api: FastifyInstance, context: Context, durations: StatusDurationAnswers): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/analytics/status-durations',
    {
      schema: {
        operationId: 'measureStatusDurations',
        tags,
        summary: 'How long orders stayed in each status, by when the stays began',
        querystring: RangeQuery,
        response: { 200: StatusDurations },
      },
    },
    async (request) => durations.measure(callOf(context, request), request.query),
  )
  routes.get(
    '/analytics/status-durations.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadStatusDurations',
        tags,
        summary: 'The same as a file',
        querystring: RangeQuery,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) => sendCsv(reply, durations.download(callOf(context, request), request.query)),
  )
}

function addThroughput(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/analytics/throughput',
    {
      schema: {
        operationId: 'countThroughput',
        tags,
        summary: 'How many orders were created in each bucket of a range',
        querystring: RangeQuery,
        response: { 200: Throughputs },
      },
    },
    async (request) => countThroughput(callOf(context, request), request.query),
  )
  routes.get(
    '/analytics/throughput.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadThroughput',
        tags,
        summary: 'The same as a file',
        querystring: RangeQuery,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) => sendCsv(reply, downloadThroughput(callOf(context, request), request.query)),
  )
}

function addLifetimeList(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/analytics/customers/lifetime',
    {
      schema: {
        operationId: 'listCustomerLifetimes',
        tags,
        summary: 'What each customer ordered so far; nobody without orders',
        querystring: LifetimesQuery,
        response: { 200: CustomerLifetimeList },
      },
    },
    async (request) => listLifetimes(callOf(context, request), request.query),
  )
  routes.get(
    '/analytics/customers/lifetime.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadCustomerLifetimes',
        tags,
        summary: 'All of them, or all that match',
        querystring: LifetimeFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadLifetimes(callOf(context, request), request.query, request.signal)),
  )
}

function addLifetime(api: FastifyInstance, context: Context): void {
  api.withTypeProvider<ContractTypes>().get(
    '/customers/:id/lifetime',
    {
      schema: {
        operationId: 'getCustomerLifetime',
        tags,
        summary: 'What a customer ordered so far',
        params: Type.Object({ id: Type.String() }),
        response: { 200: CustomerLifetime },
      },
    },
    async (request) => getLifetime(callOf(context, request), request.params.id),
  )
}

function addSummary(api: FastifyInstance, { db }: Context, rankTopCustomers: RankTopCustomers): void {
  api.withTypeProvider<ContractTypes>().get(
    '/analytics/summary',
    {
      schema: {
        operationId: 'summarize',
        tags,
        summary: 'The numbers of everything, from stored counters',
        response: { 200: Summary },
      },
    },
    async () => summarize(db, rankTopCustomers),
  )
}
