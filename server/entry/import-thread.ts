import { runImportThread } from '../features/imports/run/run-import-thread.ts'
import { importKinds } from './import-kinds.ts'

// What `startImports` runs for each slice of a job, in a thread of its own.
await runImportThread(importKinds)
