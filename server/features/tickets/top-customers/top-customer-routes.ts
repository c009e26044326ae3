import type { FastifyInstance } from 'fastify'
import { CsvBody } from '#contract/lists.ts'
import { TopCustomerList, TopCustomersQuery } from '#contract/tickets.ts'
import type { Context } from '../../../platform/context.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { downloadTopCustomers, rankTopCustomers } from './rank-top-customers.ts'

/** Adds the customers who bought the most. */
export function addTopCustomerRoutes(api: FastifyInstance, { db }: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/customers/top',
    {
      schema: {
        operationId: 'listTopCustomers',
        tags: ['customers'],
        summary: 'The customers with the most tickets, or with the most orders',
        querystring: TopCustomersQuery,
        response: { 200: TopCustomerList },
      },
    },
    async (request) => rankTopCustomers(db, request.query),
  )
  routes.get(
    '/customers/top.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadTopCustomers',
        tags: ['customers'],
        summary: 'The same, as a file',
        querystring: TopCustomersQuery,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) => sendCsv(reply, downloadTopCustomers(db, request.query)),
  )
}
