import type { FastifyInstance } from 'fastify'
import { TopCustomerList, TopCustomersQuery } from '#contract/tickets.ts'
import type { Context } from '../../../platform/context.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { rankTopCustomers } from './rank-top-customers.ts'

/** Adds the customers who bought the most. */
export function addTopCustomerRoutes(api: FastifyInstance, { db }: Context): void {
  api.withTypeProvider<ContractTypes>().get(
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
}
