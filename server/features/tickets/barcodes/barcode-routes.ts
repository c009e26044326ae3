import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import { Barcode, UnusedBarcodeList } from '#contract/tickets.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { downloadUnusedBarcodes, listUnusedBarcodes } from './list-unused-barcodes.ts'
import { redeemBarcode } from './redeem-barcode.ts'
import { requireBarcode } from './require-barcode.ts'

const tags = ['barcodes']
const BarcodePath = Type.Object({ barcode: Type.String() })

/** Adds the barcodes: those that were not sold, one by itself, and its redeeming. */
export function addBarcodeRoutes(api: FastifyInstance, context: Context): void {
  addUnused(api, context)
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/barcodes/:barcode',
    {
      schema: {
        operationId: 'getBarcode',
        tags,
        summary: 'A barcode: whom it belongs to, and whether it was redeemed',
        params: BarcodePath,
        response: { 200: Barcode },
      },
    },
    async (request) => requireBarcode(context.db, request.params.barcode),
  )
  routes.post(
    '/barcodes/:barcode/redeem',
    {
      config: { problems: [409] },
      schema: {
        operationId: 'redeemBarcode',
        tags,
        summary: 'Mark a barcode as scanned, once',
        params: BarcodePath,
        response: { 200: Barcode },
      },
    },
    async (request) => redeemBarcode(callOf(context, request), request.params.barcode),
  )
}

function addUnused(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/barcodes/unused',
    {
      schema: {
        operationId: 'listUnusedBarcodes',
        tags,
        summary: 'The barcodes that belong to no order',
        querystring: PageQuery,
        response: { 200: UnusedBarcodeList },
      },
    },
    async (request) => listUnusedBarcodes(callOf(context, request), request.query),
  )
  routes.get(
    '/barcodes/unused.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadUnusedBarcodes',
        tags,
        summary: 'All barcodes that belong to no order',
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, downloadUnusedBarcodes(callOf(context, request), request.signal)),
  )
}
