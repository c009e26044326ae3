import type { ImportKinds } from '../features/imports/import-kind.ts'
import { transactionsImport } from '../features/imports/transactions/transactions-import.ts'
import { ticketsImport } from '../features/tickets/import/tickets-import.ts'

/** What each kind of job does with its files. */
export const importKinds: ImportKinds = { transactions: transactionsImport, tickets: ticketsImport }
