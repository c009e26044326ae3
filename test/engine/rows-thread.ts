import { runImportThread } from '../../server/features/imports/run/run-import-thread.ts'
import { rowsKind } from './rows-kind.ts'

await runImportThread({ transactions: rowsKind, tickets: rowsKind })
