import { createAnalyticsRoutes } from '../features/analytics/analytics-routes.ts'
import { addErasureRoutes } from '../features/archive/erasure-routes.ts'
import { addCustomerRoutes } from '../features/customers/customer-routes.ts'
import { createImportRoutes } from '../features/imports/import-routes.ts'
import type { ImportServices } from '../features/imports/import-services.ts'
import type { RejectSources } from '../features/imports/reject-source.ts'
import { createRejectRoutes } from '../features/imports/rejects/reject-routes.ts'
import type { RepairTargets } from '../features/imports/repair-target.ts'
import { createRepairRoutes } from '../features/imports/repairs/repair-routes.ts'
import { transactionRejects } from '../features/imports/transactions/transaction-rejects.ts'
import { transactionRepairs } from '../features/imports/transactions/transaction-repairs.ts'
import { addTransactionRoutes } from '../features/imports/transactions/transaction-routes.ts'
import { addOrderRoutes } from '../features/orders/order-routes.ts'
import { ticketRejects } from '../features/tickets/import/ticket-rejects.ts'
import { ticketRepairs } from '../features/tickets/import/ticket-repairs.ts'
import { addTicketRoutes } from '../features/tickets/ticket-routes.ts'
import { rankTopCustomers } from '../features/tickets/top-customers/rank-top-customers.ts'
import { addUserRoutes } from '../features/users/user-routes.ts'
import type { AddRoutes } from '../platform/http/build-app.ts'

const rejectSources: RejectSources = { transactions: transactionRejects, tickets: ticketRejects }
const repairTargets: RepairTargets = { transactions: transactionRepairs, tickets: ticketRepairs }

/** Everything that is answered below `/api`, beside the state of the system. */
export function buildFeatures(services: ImportServices): readonly AddRoutes[] {
  return [
    addUserRoutes,
    createImportRoutes(services),
    addTransactionRoutes,
    createRejectRoutes(rejectSources),
    createRepairRoutes(repairTargets),
    addTicketRoutes,
    addCustomerRoutes,
    addErasureRoutes,
    addOrderRoutes,
    createAnalyticsRoutes(rankTopCustomers),
  ]
}
