import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Customer } from '#contract/customers.ts'
import type { Context } from '../../platform/context.ts'
import { callOf } from '../../platform/http/access.ts'
import type { ContractTypes } from '../../platform/http/contract-types.ts'
import { eraseCustomer } from './erase-customer.ts'

/** Adds the erasing of a customer, for admins. */
export function addErasureRoutes(api: FastifyInstance, context: Context): void {
  api.withTypeProvider<ContractTypes>().post(
    '/customers/:id/erase',
    {
      config: { access: 'admin' },
      schema: {
        operationId: 'eraseCustomer',
        tags: ['customers'],
        summary: 'Erase the person: everything but the id and the numbers, for good',
        params: Type.Object({ id: Type.String() }),
        response: { 200: Customer },
      },
    },
    async (request) => eraseCustomer(callOf(context, request), request.params.id),
  )
}
