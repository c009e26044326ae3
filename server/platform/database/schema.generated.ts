// Written by `npm run schemas` from the migrated database.
import type { Generated, GeneratedAlways } from 'kysely'

/** Every table of the database. */
export interface Schema {
  api_keys: ApiKeysTable
  archive_extremes: ArchiveExtremesTable
  archive_files: ArchiveFilesTable
  archive_groups: ArchiveGroupsTable
  archives: ArchivesTable
  audit_log: AuditLogTable
  barcode_scans: BarcodeScansTable
  barcodes: BarcodesTable
  customer_keys: CustomerKeysTable
  customer_lifetimes: CustomerLifetimesTable
  customer_search: CustomerSearchTable
  customer_tickets: CustomerTicketsTable
  customers: CustomersTable
  idempotency_keys: IdempotencyKeysTable
  installation: InstallationTable
  job_ends: JobEndsTable
  job_files: JobFilesTable
  job_parts: JobPartsTable
  job_repairs: JobRepairsTable
  jobs: JobsTable
  one_time_links: OneTimeLinksTable
  order_documents: OrderDocumentsTable
  order_events: OrderEventsTable
  order_search: OrderSearchTable
  orders: OrdersTable
  reconciliations: ReconciliationsTable
  search_marks: SearchMarksTable
  sessions: SessionsTable
  sign_in_attempts: SignInAttemptsTable
  status_summaries: StatusSummariesTable
  summary_days: SummaryDaysTable
  summary_deltas: SummaryDeltasTable
  throughput_summaries: ThroughputSummariesTable
  ticket_barcodes: TicketBarcodesTable
  ticket_orders: TicketOrdersTable
  ticket_rejects: TicketRejectsTable
  totals: TotalsTable
  transactions: TransactionsTable
  users: UsersTable
}

/** Keys that programs send; each acts as a user. */
interface ApiKeysTable {
  /** The id that people and programs see. */
  id: Generated<string>
  /** Who it acts as. */
  user_id: string
  /** What it is for. */
  name: string
  /** What it may do, but never more than its user may. */
  role: string
  /** The SHA-256 of the key, in hexadecimal. */
  key_hash: string
  /** How the key begins, to recognise it by. */
  prefix: string
  /** When it was made. */
  created_at: Date
  /** From when on it is refused; null for never. */
  expires_at: Date | null
  /** When it was last sent, give or take a minute. */
  last_used_at: Date | null
  /** Since when it is refused for good; null while it is good. */
  revoked_at: Date | null
}

/** The shortest and the longest closed stay of archived orders, for when a summary loses its shortest or longest. */
interface ArchiveExtremesTable {
  /** The archive that the orders are in. */
  archive_id: number
  /** The first instant of the quarter of an hour, in UTC, in which the stays began. */
  start: Date
  /** The code of the status. */
  status: number
  /** The shortest of them. */
  min_ms: number
  /** The longest of them. */
  max_ms: number
}

/** The files of an archive, in the folder archives of the data directory. */
interface ArchiveFilesTable {
  /** The archive. */
  archive_id: number
  /** orders, events or manifest. */
  role: string
  /** Its name in the folder. */
  name: string
  /** How long it is. */
  bytes: number
  /** The SHA-256 of its content. */
  sha256: string
  /** How many rows it has. */
  rows: number
  /** Where what describes its row groups begins. */
  footer_start: number
  /** The SHA-256 from there to its end. */
  footer_sha256: string
}

/** The row groups of an archive: those of both files hold the same orders, so that one order is read without the rest. */
interface ArchiveGroupsTable {
  /** The archive. */
  archive_id: number
  /** Counts the row groups of both files from 0. */
  place: number
  /** Its first order; orders are sorted by their key. */
  first_order_id: number
  /** Its last order. */
  last_order_id: number
  /** The earliest of its events. */
  first_event_at: Date
  /** The latest of its events. */
  last_event_at: Date
  /** Where its bytes begin in the file of orders. */
  orders_start: number
  /** How many these are. */
  orders_bytes: number
  /** Their SHA-256: a damaged file gives no answer instead of a wrong one. */
  orders_sha256: string
  /** Where its bytes begin in the file of events. */
  events_start: number
  /** How many these are. */
  events_bytes: number
  /** Their SHA-256. */
  events_sha256: string
}

/** Orders that ended long ago, moved into files: each archive is a file of orders, a file of their events and a manifest. */
interface ArchivesTable {
  /** The key inside the database. */
  id: GeneratedAlways<number>
  /** The month in UTC of the last event of each of its orders. */
  month: string
  /** Counts the archives of a month from 1. */
  sequence: number
  /** writing: its files are being made; written: they are whole; verified: they were read back; dropped: the database has let go of what they hold. */
  state: Generated<string>
  /** How many orders its files hold. */
  orders: Generated<number>
  /** How many events its files hold. */
  events: Generated<number>
  /** How many orders were moved into it; orders that changed meanwhile stayed in the database. */
  archived: Generated<number>
  /** When it was begun. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
}

/** Who changed what, and when. Rows are only ever added. */
interface AuditLogTable {
  /** Counts the entries. */
  id: GeneratedAlways<number>
  /** When it was done. */
  at: Generated<Date>
  /** How whoever did it was known: user, key, admin-key, command (the command line) or nobody. */
  actor_kind: string
  /** The id of the user, or of the key. */
  actor_id: string | null
  /** What they were called at that time. */
  actor_name: string
  /** What was done, such as job.start. */
  action: string
  /** The id of what it was done to. */
  subject_id: string | null
  /** What else is worth keeping; never a secret. */
  details: Generated<unknown>
}

/** Every scan of a barcode, refused ones and those of unknown barcodes too, and every one that was taken back. */
interface BarcodeScansTable {
  /** Counts the scans as they arrive: of two, the first to arrive is the first. */
  id: GeneratedAlways<number>
  /** What was scanned; perhaps no barcode that Docket knows. */
  barcode: string
  /** redeemed: it lets in; refused: it does not; unredeemed: an admin took the last one back. */
  outcome: string
  /** Why it was refused. */
  refusal: string | null
  /** When it was scanned, as the scan says. */
  at: Date
  /** When Docket heard of it. */
  received_at: Date
  /** Where it was scanned, as the scan says. */
  gate: string | null
  /** The name that the gate gave to the scan: repeats are the same success. */
  nonce: string | null
  /** True when an admin said that it counts in spite of its order. */
  is_forced: Generated<boolean>
  /** Why it was forced or taken back. */
  reason: string | null
  /** Who sent it: user:id, key:id, admin-key or command. Null for those from before scans were kept. */
  actor: string | null
}

/** Tickets: each barcode belongs to one order or to none. */
interface BarcodesTable {
  /** The barcode, exactly as it came. It is its own key. */
  barcode: string
  /** Counts the barcodes as they come in: the order in which they are listed. */
  arrival: GeneratedAlways<number>
  /** The order it was sold with; null while it is not assigned. */
  order_id: number | null
  /** When it was scanned; null until then. */
  redeemed_at: Date | null
  /** When Docket first heard of the barcode. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
  /** Where it was scanned, as the scan says. */
  redeemed_gate: string | null
}

/** What the documents of a customer in archives are encrypted with. Without it nobody can read them: so is a person erased. */
interface CustomerKeysTable {
  /** The customer. */
  customer_id: number
  /** The key, of 256 random bits; made when the first of their orders is archived. */
  key: Buffer
  /** When it was made. */
  created_at: Generated<Date>
}

/** What each customer ordered so far; nobody without orders. */
interface CustomerLifetimesTable {
  /** The customer. */
  customer_id: number
  /** How many orders. */
  orders: number
  /** When the first was created. */
  first_order_at: Date
  /** When the last was created. */
  last_order_at: Date
  /** The public id of the customer: ranking needs no other table. */
  public_id: string | null
}

/** What a customer is found by, and their orders, a moment after it was said. Of an erased one the id alone. */
interface CustomerSearchTable {
  /** The customer. */
  customer_id: number
  /** Id, name, e-mail address and phone number, as search_key() makes them, each on a line. */
  text: string
}

/** What each customer bought, counted in the transactions that store it; nobody without tickets. */
interface CustomerTicketsTable {
  /** The public id of the customer: ranking needs no other table. */
  customer_id: string
  /** How many barcodes belong to their orders. */
  tickets: number
}

/** Who orders. Known by an external id, an e-mail address or a phone number, each unique where present. */
interface CustomersTable {
  /** The key inside the database: never shown, never changed. */
  id: GeneratedAlways<number>
  /** The id that a file or a caller gave, exactly as given. */
  external_id: string | null
  /** The id that Docket made for want of an external one; rows that have an external one need none. */
  made_id: Generated<string | null>
  /** The id that people and programs see: the external one, else the made one; one name space for both. */
  public_id: GeneratedAlways<string>
  /** The address as written; unique in any letter case. */
  email: string | null
  /** The phone number as written; unique. */
  phone: string | null
  /** What to call the customer. */
  name: string | null
  /** When Docket first heard of the customer. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
  /** When the person was erased: nothing but the id is left, and no order is taken for it any more. */
  erased_at: Date | null
}

/** What was done under each Idempotency-Key, and how it was answered; kept for seven days. */
interface IdempotencyKeysTable {
  /** The SHA-256 of who asked, what of whom, and the key. */
  scope: Buffer
  /** The SHA-256 of what the request said: a key belongs to one request. */
  fingerprint: Buffer
  /** The attempt that is running; an effect is stored only while it is named here. Null when none runs. */
  holder: string | null
  /** The database connection of that attempt's process: gone when the process is. */
  holder_backend_pid: number | null
  /** When that connection began: process ids come again. */
  holder_backend_start: Date | null
  /** When the attempt is given up in any case. */
  held_until: Date | null
  /** What each transaction of the request gave back, stored in that transaction: it is never done again. Null where that cannot be kept. */
  effects: Generated<Buffer[]>
  /** The status of the answer; null until there is one. */
  status: number | null
  /** The headers of the answer that say what its body is. */
  headers: unknown | null
  /** The body of the answer; encrypted where it holds a secret. */
  body: Buffer | null
  /** When the key was first used. */
  created_at: Generated<Date>
}

/** One row: what belongs to this installation as a whole. */
interface InstallationTable {
  /** Keeps it one row. */
  is_only: Generated<boolean>
  /** Signs the cursors of lists, so that each process reads what another one made. */
  cursor_secret: Generated<Buffer>
}

/** What the metrics count: rows are only ever added, so totals never go back and nobody waits for anybody. */
interface JobEndsTable {
  /** Counts the rows. */
  id: GeneratedAlways<number>
  /** The kind of the job. */
  kind: string
  /** The state it ended in. */
  status: string
  /** 1 for an end, 0 when a completed job was repaired. */
  ends: number
  /** How many verdicts of its rows were added by that. */
  valid_records: number
  /** The same of invalid ones. */
  invalid_records: number
  /** The same of suspicious ones. */
  suspicious_records: number
  /** When it happened. */
  at: Generated<Date>
}

/** The files that were uploaded for a job. */
interface JobFilesTable {
  /** Counts the files. */
  id: GeneratedAlways<number>
  /** The job it belongs to. */
  job_id: number
  /** What it holds: transactions, orders, barcodes, or repaired rows. */
  role: string
  /** The name the client gave; never used as a path. */
  name: string
  /** The key under which the store of files has it. */
  stored_as: string
  /** Its size. */
  bytes: number
  /** The SHA-256 of its bytes, in hexadecimal. */
  sha256: string
  /** How many records follow its header. */
  records: number
  /** When its bytes were removed; its name and hash stay. */
  removed_at: Date | null
  /** When it was uploaded. */
  created_at: Generated<Date>
  /** The names in its header, in their order; null until its first rows were stored. */
  column_names: string[] | null
}

/** The checkpoint of an import: how far each stretch of its files is read and stored. */
interface JobPartsTable {
  /** The job. */
  job_id: number
  /** Counts the stretches from 0. */
  part: number
  /** The file it is a stretch of. */
  file_id: number
  /** Where the next record begins, in bytes from the start of the file. */
  byte_offset: number
  /** The physical line there, from 1. */
  line: number
  /** How many records were stored. */
  records: Generated<number>
  /** True when nothing of it is left to read. */
  is_done: Generated<boolean>
}

/** Rejected rows that were sent again, mended: what each of them was before. */
interface JobRepairsTable {
  /** Counts the repairs. */
  id: GeneratedAlways<number>
  /** The job. */
  job_id: number
  /** Which of its files the row stands in. */
  role: string
  /** The physical line of the row. */
  line: number
  /** The row as it was, with the reasons for which it was rejected. */
  replaced: unknown
  /** The SHA-256 of what was sent, in hexadecimal: the same again changes nothing. */
  sha256: string
  /** Who sent it: the kind of principal, and its id. */
  repaired_by: string
  /** When it was stored. */
  repaired_at: Generated<Date>
}

/** Batch imports: uploaded files, an explicit start, a verdict for every row. */
interface JobsTable {
  /** The key inside the database: never shown. */
  id: GeneratedAlways<number>
  /** The id that people and programs see. */
  public_id: Generated<string>
  /** Whose job it is. */
  user_id: string
  /** transactions or tickets. */
  kind: string
  /** What was asked for at the upload, such as the policy for duplicates. */
  options: Generated<unknown>
  /** pending, queued, processing, completed, failed or cancelled. */
  status: Generated<string>
  /** Which step of its kind the import has reached. */
  phase: Generated<string>
  /** Grows with every change that is shown: orders live messages. */
  revision: Generated<number>
  /** The fencing number: whoever takes the job counts it up, and writes only while it is unchanged. */
  lease: Generated<number>
  /** Until when the holder is not suspected; null when nobody holds it. */
  lease_until: Date | null
  /** The database connection of the holder: gone when the holder is. */
  lease_backend_pid: number | null
  /** When that connection began: process ids come again. */
  lease_backend_start: Date | null
  /** How many attempts failed since the last progress. */
  failures: Generated<number>
  /** When to try again after a failure. */
  next_attempt_at: Date | null
  /** Why it failed, or what it waits for while it is running. */
  error: string | null
  /** How many records its files hold. */
  total_records: Generated<number>
  /** How many of them were read and checked. */
  processed_records: Generated<number>
  /** How many rows are valid. */
  valid_records: Generated<number>
  /** How many rows are invalid. */
  invalid_records: Generated<number>
  /** How many rows have a suspicious amount. */
  suspicious_records: Generated<number>
  /** How far it is; never goes back. */
  progress_percent: Generated<number>
  /** When its files were uploaded. */
  created_at: Generated<Date>
  /** When it was started, or started again. */
  started_at: Date | null
  /** When it ended. */
  finished_at: Date | null
}

/** Links that set a password once; a row goes when its link is used, and a newer link takes its place. */
interface OneTimeLinksTable {
  /** The SHA-256 of what the link holds, in hexadecimal. */
  token_hash: string
  /** setup, invitation or reset. */
  purpose: string
  /** Whose password it sets; null for the setup link, which makes the first admin. */
  user_id: string | null
  /** When it was made. */
  created_at: Date
  /** From when on it is worth nothing. */
  expires_at: Date
}

/** What was sent about an order. Personal data of orders stands here, in the customers, and in what both are searched by. */
interface OrderDocumentsTable {
  /** The order. */
  order_id: number
  /** The text of the document exactly as it was received; null once the customer was erased. */
  received: string | null
  /** The document normalised: customer, deliveryAddress, items, and what Docket does not know; once the customer was erased, the items alone. */
  document: unknown
}

/** Every event of every order, also those that do not count; a partition for each month in UTC, made on demand. */
interface OrderEventsTable {
  /** Counts the events as they arrive: decides between events of one instant. */
  id: Generated<number>
  /** The order. */
  order_id: number
  /** When it happened. */
  at: Date
  /** When Docket heard of it. */
  received_at: Generated<Date>
  /** The code of the status that the order got; unknown ones are kept. */
  status: number
  /** True when an admin said that it counts in any case. */
  is_forced: Generated<boolean>
  /** Whether it counts; a late event may change that of later ones. */
  applied: boolean
  /** Why it does not count. */
  refusal: string | null
  /** Who reported it: user:id, key:id, admin-key, command or job:id. */
  actor: string | null
  /** What reported it, as the report says. */
  source: string | null
  /** Why, as the report says. */
  reason: string | null
}

/** What an order is found by, a moment after it came. It goes when the customer is erased, in the same transaction. */
interface OrderSearchTable {
  /** The order. */
  order_id: number
  /** Its ids, its items, and the name and phone number as ordered, as search_key() makes them, each on a line. */
  text: string
}

/** What a customer ordered, from a file or through the API. */
interface OrdersTable {
  /** The key inside the database: never shown, never changed. */
  id: GeneratedAlways<number>
  /** The id that a file or a caller gave, exactly as given. */
  external_id: string | null
  /** The id that Docket made for want of an external one; rows that have an external one need none. */
  made_id: Generated<string | null>
  /** The id that people and programs see: the external one, else the made one; one name space for both. */
  public_id: GeneratedAlways<string>
  /** Who ordered. A customer with orders cannot be deleted. */
  customer_id: number
  /** The code of the status, 10 being NEW. Codes that Docket does not know are kept as they are. */
  status: Generated<number>
  /** How the order came in: csv or api. */
  source: string
  /** When the order was made, where it says so, else when it came in. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
  /** The account that the order names. */
  account: string | null
  /** The brand that the order names. */
  brand: string | null
  /** The number that the sales channel gave the order. */
  channel_order_id: string | null
  /** When it is to be picked up or delivered. */
  pickup_at: Date | null
  /** The sum of the quantities of its items. */
  item_count: Generated<number>
  /** The group of the status; a code that Docket does not know leaves it as it was. */
  status_group: Generated<string>
  /** Counts the changes of what the order shows; the ETag. */
  version: Generated<number>
  /** The earliest of its events, whether it counts or not. */
  first_event_at: Generated<Date>
  /** The latest of its events, likewise: where its events have to be looked for. */
  last_event_at: Generated<Date>
  /** The SHA-256 of what was sent, to tell a repeat from a conflict; null for orders of files and of erased customers. */
  content_hash: Buffer | null
  /** The archive that its events and its document were moved to; null while they stand in the database. */
  archive_id: number | null
}

/** Each time that the numbers were compared with the orders, their events and the barcodes. */
interface ReconciliationsTable {
  /** Counts them. */
  id: GeneratedAlways<number>
  /** The moment of which everything was compared. */
  at: Generated<Date>
  /** How many orders there were. */
  orders: number
  /** How many events there were. */
  events: number
  /** How many rows differed. */
  differences: number
  /** How many of these were mended. */
  mended: number
}

/** What has to be looked at for the search, written by triggers and taken away when that is done: an index of texts would make whoever writes wait. */
interface SearchMarksTable {
  /** Counts the marks. */
  id: GeneratedAlways<number>
  /** An order that is new, or whose texts have to be made again. */
  order_id: number | null
  /** A customer that is new or has changed. */
  customer_id: number | null
  /** When it was written. */
  created_at: Generated<Date>
}

/** Who is signed in from where. A row goes when its session is ended. */
interface SessionsTable {
  /** The id that its owner sees. */
  id: Generated<string>
  /** Who is signed in. */
  user_id: string
  /** The SHA-256 of the half of the cookie that stays for the whole session. */
  series_hash: string
  /** The SHA-256 of the half that is renewed now and then. */
  token_hash: string
  /** Of the one that was offered and not yet shown. */
  next_token_hash: string | null
  /** When that was offered. */
  next_offered_at: Date | null
  /** Of the one before: good for a moment, because requests overtake each other. */
  last_token_hash: string | null
  /** When the present one was first shown. */
  rotated_at: Date
  /** When they signed in. */
  created_at: Date
  /** When it was last used, give or take a minute. */
  last_seen_at: Date
  /** When it ends, however much it is used. */
  expires_at: Date
  /** The browser, as it names itself. */
  user_agent: string | null
  /** Where they signed in from. */
  address: string | null
}

/** Wrong passwords of late, counted for each account and each address, so that guessing is slowed. */
interface SignInAttemptsTable {
  /** account: and the SHA-256 of an e-mail address in lower case, or address: and a network address. */
  subject: string
  /** How many attempts failed, or are being looked at. */
  failures: Generated<number>
  /** From when on the next attempt is looked at. */
  open_at: Date
  /** When all is forgotten, unless one more fails before. */
  forget_at: Date
}

/** The stays in each status by when they began, per quarter of an hour, hour and day in UTC; no row without a stay. */
interface StatusSummariesTable {
  /** How long the span is: 900, 3600 or 86400 seconds. */
  span_seconds: number
  /** The first instant of the span. */
  start: Date
  /** The code of the status. */
  status: number
  /** How many stays are over. */
  closed: number
  /** How long these were together. */
  total_ms: number
  /** The shortest of them; null where none is over. */
  min_ms: number | null
  /** The longest of them, likewise. */
  max_ms: number | null
  /** How many stays are not over. */
  open: number
  /** How many of the closed stays fall into which bucket of durations: pairs of bucket and count, sorted, none of zero. */
  histogram: Buffer
}

/** How often the status summaries of each day in UTC were changed: what was made of them holds until then. No row without a change. */
interface SummaryDaysTable {
  /** The first instant of the day. */
  day: Date
  /** Counts the statements that changed them; it never goes back. */
  revision: number
}

/** Changes of the numbers, written with what causes them and taken away when they are counted: append-only, so nobody waits. */
interface SummaryDeltasTable {
  /** The changes of one order are counted in this order. */
  id: GeneratedAlways<number>
  /** stay: a closed stay; standing: an order that has a status; order: an order of a customer; total: a counter. */
  kind: string
  /** When the stay or the standing began, or the order was created. */
  at: Date | null
  /** The code of the status, or the key of the customer. */
  key: number | null
  /** Which counter: events, or the state of barcodes. */
  name: string | null
  /** How long the stay was. */
  ms: number | null
  /** By how much: negative for what is taken back. */
  change: number
  /** When it was written: its age is how far the numbers lag. */
  created_at: Generated<Date>
}

/** The orders created, per quarter of an hour, hour and day in UTC; no row without an order. */
interface ThroughputSummariesTable {
  /** How long the span is: 900, 3600 or 86400 seconds. */
  span_seconds: number
  /** The first instant of the span. */
  start: Date
  /** How many orders were created in it. */
  orders: number
}

/** The rows of barcodes files that are right by themselves; one partition for each job. */
interface TicketBarcodesTable {
  /** The job whose file the row stands in. */
  job_id: number
  /** Counts the records of the file from 1 after the header; mended rows have numbers behind all of them. */
  row_number: number
  /** The physical line where the record begins, from 1. */
  line: number
  /** The barcode. */
  barcode: string
  /** The order it was sold with; null when it was not sold. */
  order_id: string | null
  /** The text of the row as it stands in the file; null where it is just barcode,order_id. */
  raw: string | null
}

/** The rows of orders files that are right by themselves; one partition for each job. */
interface TicketOrdersTable {
  /** The job whose file the row stands in. */
  job_id: number
  /** Counts the records of the file from 1 after the header; mended rows have numbers behind all of them. */
  row_number: number
  /** The physical line where the record begins, from 1. */
  line: number
  /** The order, as a whole number without leading zeros. */
  order_id: string
  /** The customer, likewise. */
  customer_id: string
  /** The text of the row as it stands in the file; null where it is just order_id,customer_id. */
  raw: string | null
}

/** The refused rows of ticket files; one partition for each job. */
interface TicketRejectsTable {
  /** The job whose file the row stands in. */
  job_id: number
  /** Which file: 0 the orders, 1 the barcodes. */
  part: number
  /** Counts the records of the file from 1 after the header. */
  row_number: number
  /** The physical line it is reported at, from 1. */
  line: number
  /** What refused it: the check of the row itself, the rules between the rows of the files, or what is stored. */
  found_by: string
  /** Every reason: its code, column and value, and the line it collides with. */
  errors: unknown
  /** The text of the row as it stands in the file. */
  raw: string
}

/** Counters of everything: orders, events, standing (by status), barcodes-unassigned, barcodes-assigned, barcodes-redeemed. */
interface TotalsTable {
  /** What is counted. */
  name: string
  /** The code of the status where it is counted by status, else 0. */
  key: Generated<number>
  /** How many. */
  value: number
}

/** The checked rows of transaction files, valid and invalid ones; one partition for each job. */
interface TransactionsTable {
  /** The job whose file the row stands in. */
  job_id: number
  /** Counts the records of the file from 1 after the header. */
  row_number: number
  /** The physical line where the record begins, from 1. */
  line: number
  /** The id, as written; unique among the valid rows of a job. */
  transaction_id: string | null
  /** The exact amount, with the scale it was written with. */
  amount: string | null
  /** The instant. */
  date: Date | null
  /** Free text. */
  description: string | null
  /** Whom the file names; any text. */
  user_id: string | null
  /** Whether the row passed every check. */
  is_valid: boolean
  /** Whether its amount is below 0 or above 50000. */
  is_suspicious: boolean
  /** Why it is invalid: every reason; null for a valid row. */
  errors: unknown | null
  /** The text of an invalid row as it stands in the file. */
  raw: string | null
}

/** People who sign in. */
interface UsersTable {
  /** The id that people and programs see. */
  id: Generated<string>
  /** What they sign in with, as written; unique in any letter case. */
  email: string
  /** What to call them. */
  name: string
  /** admin, operator or viewer. */
  role: Generated<string>
  /** The password as argon2id with its salt and costs; null until the invitation was used. */
  password_hash: string | null
  /** Since when nothing of theirs is let in; null while active. */
  deactivated_at: Date | null
  /** When the user was made. */
  created_at: Generated<Date>
  /** When the row was last changed; a trigger sees to it. */
  updated_at: Generated<Date>
}

/** Every rule whose name the database gives when a row breaks it. */
export const constraintNames = [
  'api_keys_key_hash_key',
  'api_keys_name_length',
  'api_keys_pkey',
  'api_keys_role_known',
  'api_keys_user_id_fkey',
  'archive_extremes_archive_id_fkey',
  'archive_extremes_pkey',
  'archive_files_archive_id_fkey',
  'archive_files_pkey',
  'archive_files_role_known',
  'archive_groups_archive_id_fkey',
  'archive_groups_pkey',
  'archives_month_form',
  'archives_month_sequence_key',
  'archives_pkey',
  'archives_state_known',
  'audit_log_actor_kind_known',
  'audit_log_pkey',
  'barcode_scans_barcode_length',
  'barcode_scans_gate_length',
  'barcode_scans_nonce',
  'barcode_scans_nonce_length',
  'barcode_scans_outcome_known',
  'barcode_scans_pkey',
  'barcode_scans_reason_length',
  'barcode_scans_refusal_known',
  'barcode_scans_refused_with_refusal',
  'barcodes_barcode_length',
  'barcodes_order_id_fkey',
  'barcodes_pkey',
  'barcodes_redeemed_gate_length',
  'barcodes_redeemed_has_order',
  'customer_keys_customer_id_fkey',
  'customer_keys_key_length',
  'customer_keys_pkey',
  'customer_lifetimes_customer_id_fkey',
  'customer_lifetimes_pkey',
  'customer_lifetimes_public_id_fkey',
  'customer_search_pkey',
  'customer_tickets_customer_id_fkey',
  'customer_tickets_pkey',
  'customers_email_key',
  'customers_email_length',
  'customers_external_id_length',
  'customers_made_id_length',
  'customers_name_length',
  'customers_phone_key',
  'customers_phone_length',
  'customers_pkey',
  'customers_public_id_key',
  'idempotency_keys_pkey',
  'installation_is_only',
  'installation_pkey',
  'job_ends_pkey',
  'job_files_job_id_fkey',
  'job_files_name_length',
  'job_files_pkey',
  'job_files_role_known',
  'job_parts_file_id_fkey',
  'job_parts_job_id_fkey',
  'job_parts_pkey',
  'job_repairs_job_id_fkey',
  'job_repairs_job_id_role_line',
  'job_repairs_pkey',
  'job_repairs_role_known',
  'jobs_completed_whole',
  'jobs_kind_known',
  'jobs_pkey',
  'jobs_progress_percent_range',
  'jobs_public_id_key',
  'jobs_status_known',
  'jobs_user_id_fkey',
  'one_time_links_pkey',
  'one_time_links_purpose_known',
  'one_time_links_setup_nobodys',
  'one_time_links_user_id_fkey',
  'one_time_links_user_id_key',
  'order_documents_order_id_fkey',
  'order_documents_pkey',
  'order_events_pkey',
  'order_events_refusal_known',
  'order_events_refused_or_applied',
  'order_search_pkey',
  'orders_account_length',
  'orders_archive_id_fkey',
  'orders_brand_length',
  'orders_channel_order_id_length',
  'orders_customer_id_fkey',
  'orders_external_id_length',
  'orders_made_id_length',
  'orders_pkey',
  'orders_public_id_key',
  'orders_source_known',
  'orders_status_group_known',
  'reconciliations_pkey',
  'search_marks_one',
  'search_marks_pkey',
  'sessions_pkey',
  'sessions_series_hash_key',
  'sessions_user_agent_length',
  'sessions_user_id_fkey',
  'sign_in_attempts_pkey',
  'status_summaries_pkey',
  'status_summaries_span_known',
  'summary_days_pkey',
  'summary_deltas_kind_known',
  'summary_deltas_pkey',
  'throughput_summaries_pkey',
  'throughput_summaries_span_known',
  'ticket_rejects_found_by_known',
  'ticket_rejects_pkey',
  'totals_pkey',
  'users_email_key',
  'users_email_length',
  'users_name_length',
  'users_pkey',
  'users_role_known',
] as const

export type ConstraintName = (typeof constraintNames)[number]
