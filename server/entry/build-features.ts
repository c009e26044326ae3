import { createImportRoutes } from '../features/imports/import-routes.ts'
import type { ImportServices } from '../features/imports/import-services.ts'
import { addTransactionRoutes } from '../features/imports/transactions/transaction-routes.ts'
import { addTicketRoutes } from '../features/tickets/ticket-routes.ts'
import { addUserRoutes } from '../features/users/user-routes.ts'
import type { AddRoutes } from '../platform/http/build-app.ts'

/** Everything that is answered below `/api`, beside the state of the system. */
export function buildFeatures(services: ImportServices): readonly AddRoutes[] {
  return [addUserRoutes, createImportRoutes(services), addTransactionRoutes, addTicketRoutes]
}
