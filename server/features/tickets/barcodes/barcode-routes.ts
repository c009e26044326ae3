import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { BarcodeCounts } from '#contract/analytics.ts'
import { Barcode, BarcodeList, BarcodeQuery, UnusedBarcodeList } from '#contract/barcodes.ts'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { readBarcodeTotals } from './barcode-totals-queries.ts'
import { findBarcode } from './barcodes-queries.ts'
import { downloadUnusedBarcodes, listUnusedBarcodes } from './list-unused-barcodes.ts'
import { requireBarcode } from './require-barcode.ts'
import { addScanRoutes } from './scan-routes.ts'

const tags = ['barcodes']

/** Adds the barcodes: one by itself, those that were not sold, how many there are of which kind, and their scans. */
export function addBarcodeRoutes(api: FastifyInstance, context: Context): void {
  addUnused(api, context)
  addOne(api, context)
  addScanRoutes(api, context)
}

function addOne(api: FastifyInstance, { db }: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/barcodes/:barcode',
    {
      schema: {
        operationId: 'getBarcode',
        tags,
        summary: 'A barcode: whom it belongs to, and whether it was redeemed',
        params: Type.Object({ barcode: Type.String() }),
        response: { 200: Barcode },
      },
    },
    async (request) => requireBarcode(db, request.params.barcode),
  )
  // By a parameter also those are found that are spelt as one of the paths beside this one.
  routes.get(
    '/barcodes',
    {
      schema: {
        operationId: 'findBarcode',
        tags,
        summary: 'The barcode of exactly this text, if there is one',
        querystring: BarcodeQuery,
        response: { 200: BarcodeList },
      },
    },
    async (request) => {
      const found = await findBarcode(db, request.query.barcode)
      return { items: found === undefined ? [] : [found], nextCursor: null }
    },
  )
}

function addUnused(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/barcodes/totals',
    {
      schema: {
        operationId: 'countBarcodes',
        tags,
        summary: 'How many barcodes are unassigned, assigned and not redeemed, and redeemed',
        response: { 200: BarcodeCounts },
      },
    },
    async () => readBarcodeTotals(context.db),
  )
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
