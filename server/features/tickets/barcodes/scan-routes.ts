import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { Barcode, BarcodeScanList, RedeemBarcode, UnredeemBarcode } from '#contract/barcodes.ts'
import { CsvBody, PageQuery } from '#contract/lists.ts'
import type { Context } from '../../../platform/context.ts'
import { callOf } from '../../../platform/http/access.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { sendCsv } from '../../../platform/http/send-csv.ts'
import { downloadScans, listScans } from './list-scans.ts'
import { redeemBarcode } from './redeem-barcode.ts'
import { unredeemBarcode } from './unredeem-barcode.ts'

const tags = ['barcodes']
const params = Type.Object({ barcode: Type.String() })

/** Adds the scans of barcodes: redeeming one, taking that back, and every scan that there was. */
export function addScanRoutes(api: FastifyInstance, context: Context): void {
  addChanges(api, context)
  addLists(api, context)
}

function addChanges(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.post(
    '/barcodes/:barcode/redeem',
    {
      config: { problems: [409], optionalBody: true },
      schema: {
        operationId: 'redeemBarcode',
        tags,
        summary: 'Scan a barcode: it lets in once',
        params,
        body: RedeemBarcode,
        response: { 200: Barcode },
      },
    },
    async (request) => redeemBarcode(callOf(context, request), request.params.barcode, request.body),
  )
  routes.post(
    '/barcodes/:barcode/unredeem',
    {
      config: { access: 'admin', problems: [409] },
      schema: {
        operationId: 'unredeemBarcode',
        tags,
        summary: 'Take the redemption of a barcode back: it lets in again',
        params,
        body: UnredeemBarcode,
        response: { 200: Barcode },
      },
    },
    async (request) => unredeemBarcode(callOf(context, request), request.params.barcode, request.body),
  )
}

function addLists(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.get(
    '/barcodes/:barcode/scans',
    {
      schema: {
        operationId: 'listBarcodeScans',
        tags,
        summary: 'Every scan of a barcode, the oldest first; also of one that Docket does not know',
        params,
        querystring: PageQuery,
        response: { 200: BarcodeScanList },
      },
    },
    async (request) => listScans(callOf(context, request), request.params.barcode, request.query),
  )
  routes.get(
    '/barcodes/:barcode/scans.csv',
    {
      config: { longAnswer: true },
      schema: {
        operationId: 'downloadBarcodeScans',
        tags,
        summary: 'All scans of a barcode',
        params,
        response: { 200: CsvBody },
      },
    },
    async (request, reply) =>
      sendCsv(reply, await downloadScans(callOf(context, request), request.params.barcode, request.signal)),
  )
}
