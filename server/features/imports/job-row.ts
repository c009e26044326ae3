import type { FileRole, Job, JobFile, JobKind, JobStatus } from '#contract/jobs.ts'

/** A job as it is stored, with its files. */
export interface JobRow {
  id: number
  public_id: string
  user_id: string
  kind: string
  status: string
  lease: number
  error: string | null
  total_records: number
  processed_records: number
  valid_records: number
  invalid_records: number
  suspicious_records: number
  progress_percent: number
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
  files: readonly JobFileRow[]
}

interface JobFileRow {
  name: string
  role: string
  bytes: number
  sha256: string
}

/** The job as everybody sees it (spec 6.1). */
export function toJob(row: JobRow): Job {
  return {
    id: row.public_id,
    userId: row.user_id,
    kind: kindOf(row),
    status: statusOf(row),
    files: row.files.map(toJobFile),
    totalRecords: row.total_records,
    processedRecords: row.processed_records,
    validRecords: row.valid_records,
    invalidRecords: row.invalid_records,
    suspiciousRecords: row.suspicious_records,
    progressPercent: row.progress_percent,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

/** The kind of a stored job. The table's own check allows no other text. */
export function kindOf({ kind }: { kind: string }): JobKind {
  return kind as JobKind
}

/** The state of a stored job. The table's own check allows no other text. */
export function statusOf({ status }: { status: string }): JobStatus {
  return status as JobStatus
}

/** What a stored file is for. The table's own check allows no other text. */
export function roleOf({ role }: { role: string }): FileRole {
  return role as FileRole
}

function toJobFile(file: JobFileRow): JobFile {
  return { name: file.name, role: roleOf(file), bytes: file.bytes, sha256: file.sha256 }
}
