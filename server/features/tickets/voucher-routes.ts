import type { FastifyInstance } from 'fastify'
import { CsvBody } from '#contract/lists.ts'
import { VoucherFilter, VoucherList, VouchersQuery } from '#contract/tickets.ts'
import type { Context } from '../../platform/context.ts'
import { callOf } from '../../platform/http/access.ts'
import type { ContractTypes } from '../../platform/http/contract-types.ts'
import { sendCsv } from '../../platform/http/send-csv.ts'
import { downloadVouchers, listVouchers } from './list-vouchers.ts'

/** Adds the lists of vouchers. */
export function addVoucherRoutes(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/vouchers',
    {
      schema: {
        operationId: 'listVouchers',
        tags: ['vouchers'],
        summary: 'Orders with their barcodes, by customer and order as numbers',
        querystring: VouchersQuery,
        response: { 200: VoucherList },
      },
    },
    async (request) => listVouchers(callOf(context, request), request.query),
  )
  routes.get(
    '/vouchers.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadVouchers',
        tags: ['vouchers'],
        summary: 'All vouchers, in the form of vouchers.csv',
        querystring: VoucherFilter,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadVouchers(callOf(context, request), request.query, request.signal)),
  )
}
