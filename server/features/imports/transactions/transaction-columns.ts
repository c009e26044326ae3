import type { WantedColumn } from '../../../platform/csv/match-header.ts'

/** The columns of a transactions file, in the order in which their cells are checked. */
export const transactionColumns = ['transaction_id', 'amount', 'date', 'description', 'user_id'] as const
export type TransactionColumn = (typeof transactionColumns)[number]

/** What `date` may be called instead. */
export const otherDateName = 'timestamp'

/** The same, as they are looked for in a header. */
export const wantedColumns: readonly WantedColumn[] = [
  'transaction_id',
  'amount',
  { anyOf: ['date', otherDateName], isOptional: false },
  { anyOf: ['description'], isOptional: true },
  { anyOf: ['user_id'], isOptional: true },
]
