import type { FastifyInstance } from 'fastify'
import type { Context } from '../../platform/context.ts'
import { addBarcodeRoutes } from './barcodes/barcode-routes.ts'
import { addTopCustomerRoutes } from './top-customers/top-customer-routes.ts'
import { addVoucherRoutes } from './voucher-routes.ts'

/** Adds what was sold, to whom, and what was not: vouchers, barcodes and customers. */
export function addTicketRoutes(api: FastifyInstance, context: Context): void {
  addVoucherRoutes(api, context)
  addBarcodeRoutes(api, context)
  addTopCustomerRoutes(api, context)
}
