import type { WantedColumn } from '../../../platform/csv/match-header.ts'

/** The columns of a transactions file, in the order in which their cells are checked. */
export const transactionColumns = ['transaction_id', 'amount', 'date', 'description', 'user_id'] as const
export type TransactionColumn = (typeof transactionColumns)[number]

/** The same, as they are looked for in a header. */
export const wantedColumns: readonly WantedColumn[] = [
  'transaction_id',
  'amount',
  { anyOf: ['date', 'timestamp'], isOptional: false },
  { anyOf: ['description'], isOptional: true },
  { anyOf: ['user_id'], isOptional: true },
]
