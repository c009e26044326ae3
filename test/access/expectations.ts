import { randomUUID } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { multipart } from '../support/jobs.ts'
import type { CallerName, Callers } from './callers.ts'
import type { Target } from './targets.ts'

/** What one operation answers to each caller: the status, and how it is asked. */
export interface Expectation {
  statuses: Readonly<Record<CallerName, number>>
  /** What `{id}` in its path names. */
  target?: Target
  query?: (callers: Callers) => string
  body?: (callers: Callers) => { headers: OutgoingHttpHeaders; body: string | Buffer }
}

/** In the order: owner, other operator, viewer, admin. Who is not signed in, or no longer, gets 401. */
type Four = readonly [owner: number, other: number, viewer: number, admin: number]

function signedIn(
  [owner, other, viewer, admin]: Four,
  more: Omit<Expectation, 'statuses'> = {},
): Expectation {
  return {
    ...more,
    statuses: {
      anonymous: 401,
      owner,
      'other operator': other,
      viewer,
      admin,
      'revoked key': 401,
      'expired session': 401,
    },
  }
}

/** The same answer to everybody. */
function open(status: number, more: Omit<Expectation, 'statuses'> = {}): Expectation {
  const { statuses } = signedIn([status, status, status, status])
  return {
    ...more,
    statuses: { ...statuses, anonymous: status, 'revoked key': status, 'expired session': status },
  }
}

const everybody: Four = [200, 200, 200, 200]
const ownersAlone: Four = [200, 404, 404, 200]
const readable = (target?: Target) => signedIn(everybody, target === undefined ? {} : { target })
const adminsAlone = (status: number, more: Omit<Expectation, 'statuses'> = {}) =>
  signedIn([404, 404, 404, status], more)

function json(value: object): { body: () => { headers: OutgoingHttpHeaders; body: string } } {
  return { body: () => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }) }
}

const oneDay = () => '?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&granularity=hour'

const upload = () => {
  const { contentType, body } = multipart([{ bytes: 'transaction_id,amount,date\nt1,1,2024-01-15\n' }])
  return { headers: { 'content-type': contentType }, body }
}

/** One row for each operation of the API, by its name in the OpenAPI document. */
export const expectations: Readonly<Record<string, Expectation>> = {
  getLiveness: open(200),
  getReadiness: open(200),
  getMetrics: open(200),
  getOpenApi: open(200),
  getSystem: readable(),

  signIn: open(201, {
    body: ({ ownerUser: { email, password } }) => ({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    }),
  }),
  lookAtLink: open(410, json({ token: 'of no link' })),
  useLink: open(410, json({ token: 'of no link', password: 'teal otter paints seven doors' })),
  getMe: readable(),
  listSessions: readable(),
  endSession: signedIn([204, 404, 404, 404], { target: 'session of the owner' }),
  signOut: signedIn([204, 404, 404, 204]),

  listUsers: adminsAlone(200),
  createUser: adminsAlone(201, {
    body: () => json({ name: 'Grace', email: `${randomUUID()}@example.com` }).body(),
  }),
  getUser: adminsAlone(200, { target: 'owner' }),
  changeUser: adminsAlone(200, { target: 'new user', ...json({ name: 'Grace' }) }),
  inviteUser: adminsAlone(409, { target: 'new user' }),
  resetUser: adminsAlone(201, { target: 'new user' }),
  listKeys: adminsAlone(200),
  createKey: adminsAlone(201, json({ name: 'of a program' })),
  revokeKey: adminsAlone(204, { target: 'key of the owner' }),
  listAudit: adminsAlone(200),
  downloadAudit: adminsAlone(200),

  listJobs: readable(),
  downloadJobs: readable(),
  createJob: signedIn([201, 404, 403, 201], {
    query: ({ owner }) => `?user_id=${owner.id}`,
    body: upload,
  }),
  getJob: signedIn(ownersAlone, { target: 'pending job' }),
  deleteJob: signedIn([204, 404, 403, 204], { target: 'pending job' }),
  listUserJobs: signedIn(ownersAlone, { target: 'owner' }),
  downloadUserJobs: signedIn(ownersAlone, { target: 'owner' }),
  startJob: signedIn([202, 404, 403, 202], { target: 'pending job' }),
  cancelJob: signedIn([202, 404, 403, 202], { target: 'queued job' }),
  retryJob: signedIn([202, 404, 403, 202], { target: 'failed job' }),
  listJobTransactions: signedIn(ownersAlone, { target: 'completed job' }),
  downloadJobTransactions: signedIn(ownersAlone, { target: 'completed job' }),
  listJobRejects: signedIn(ownersAlone, { target: 'completed job' }),
  downloadJobRejects: signedIn(ownersAlone, { target: 'completed job' }),
  repairJob: signedIn([202, 404, 403, 202], {
    target: 'completed job',
    ...json({ rows: [{ line: 3, values: { transaction_id: 't2', amount: '2', date: '2024-01-15' } }] }),
  }),

  listVouchers: readable(),
  downloadVouchers: readable(),
  listUnusedBarcodes: readable(),
  downloadUnusedBarcodes: readable(),
  getBarcode: readable('barcode'),
  redeemBarcode: signedIn([200, 200, 403, 200], { target: 'barcode' }),
  unredeemBarcode: adminsAlone(409, { target: 'barcode', ...json({ reason: 'The wrong gate' }) }),
  findBarcode: signedIn(everybody, { query: () => '?barcode=unused' }),
  countBarcodes: readable(),
  listBarcodeScans: readable('barcode'),
  downloadBarcodeScans: readable('barcode'),
  placeOrder: signedIn([201, 201, 403, 201], {
    body: () => json({ customer: { name: 'Ada' }, items: [{ name: 'Soup', quantity: 1 }] }).body(),
  }),
  placeOrders: signedIn([200, 200, 403, 200], json([])),
  listOrders: readable(),
  downloadOrders: readable(),
  getOrder: readable('order'),
  getReceivedOrder: readable('order'),
  changeOrderStatus: signedIn([200, 200, 403, 200], { target: 'order', ...json({ status: 'ACCEPTED' }) }),
  listOrderHistory: readable('order'),
  downloadOrderHistory: readable('order'),
  listOrderStatuses: readable(),
  listCustomers: readable(),
  downloadCustomers: readable(),
  listTopCustomers: readable(),
  downloadTopCustomers: readable(),
  getCustomer: readable('customer'),
  changeCustomer: signedIn([200, 200, 403, 200], { target: 'customer', ...json({ name: 'Grace' }) }),
  eraseCustomer: adminsAlone(200, { target: 'customer' }),
  listCustomerOrders: readable('customer'),
  downloadCustomerOrders: readable('customer'),
  getCustomerLifetime: readable('customer'),
  measureStatusDurations: signedIn(everybody, { query: oneDay }),
  downloadStatusDurations: signedIn(everybody, { query: oneDay }),
  countThroughput: signedIn(everybody, { query: oneDay }),
  downloadThroughput: signedIn(everybody, { query: oneDay }),
  listCustomerLifetimes: readable(),
  downloadCustomerLifetimes: readable(),
  summarize: readable(),
}
