/** The screens of the web application, as the router names them. */
export const screenPaths = {
  home: '/',
  signIn: '/sign-in',
  link: '/link',
  orders: '/orders',
  newOrder: '/orders/new',
  order: '/orders/$orderId',
  customers: '/customers',
  customer: '/customers/$customerId',
  barcodes: '/barcodes',
  analytics: '/analytics',
  jobs: '/jobs',
  newJob: '/jobs/new',
  job: '/jobs/$jobId',
  users: '/users',
  user: '/users/$userId',
  keys: '/keys',
  account: '/account',
  system: '/system',
} as const

/** What the server answers outside the web application. */
export const serverPaths = {
  readiness: '/readyz',
  docs: '/docs',
  openApi: '/openapi.json',
  system: '/api/system',
  me: '/api/me',
  sessions: '/api/sessions',
  currentSession: '/api/sessions/current',
  session: (id: string) => `/api/sessions/${segment(id)}`,
  lookAtLink: '/api/links/look',
  useLink: '/api/links/use',
  users: '/api/users',
  user: (id: string) => `/api/users/${segment(id)}`,
  userJobs: (id: string) => `/api/users/${segment(id)}/jobs`,
  invitation: (id: string) => `/api/users/${segment(id)}/invitation`,
  reset: (id: string) => `/api/users/${segment(id)}/reset`,
  keys: '/api/keys',
  key: (id: string) => `/api/keys/${segment(id)}`,
  jobs: '/api/jobs',
  job: (id: string) => `/api/jobs/${segment(id)}`,
  jobAction: (id: string, action: string) => `/api/jobs/${segment(id)}/${action}`,
  transactions: (id: string) => `/api/jobs/${segment(id)}/transactions`,
  transactionsFile: (id: string) => `/api/jobs/${segment(id)}/transactions.csv`,
  rejects: (id: string) => `/api/jobs/${segment(id)}/rejects`,
  rejectsFile: (id: string) => `/api/jobs/${segment(id)}/rejects.csv`,
  repairs: (id: string) => `/api/jobs/${segment(id)}/repairs`,
  orders: '/api/orders',
  ordersFile: '/api/orders.csv',
  order: (id: string) => `/api/orders/${segment(id)}`,
  orderHistory: (id: string) => `/api/orders/${segment(id)}/history`,
  orderStatus: (id: string) => `/api/orders/${segment(id)}/status`,
  receivedOrder: (id: string) => `/api/orders/${segment(id)}/received`,
  customers: '/api/customers',
  customersFile: '/api/customers.csv',
  topCustomers: '/api/customers/top',
  customer: (id: string) => `/api/customers/${segment(id)}`,
  customerLifetime: (id: string) => `/api/customers/${segment(id)}/lifetime`,
  unusedBarcodes: '/api/barcodes/unused',
  unusedBarcodesFile: '/api/barcodes/unused.csv',
  barcodes: '/api/barcodes',
  barcodeAction: (barcode: string, action: string) => `/api/barcodes/${segment(barcode)}/${action}`,
  summary: '/api/analytics/summary',
  throughput: '/api/analytics/throughput',
  throughputFile: '/api/analytics/throughput.csv',
  statusDurations: '/api/analytics/status-durations',
  statusDurationsFile: '/api/analytics/status-durations.csv',
  lifetimes: '/api/analytics/customers/lifetime',
  lifetimesFile: '/api/analytics/customers/lifetime.csv',
  live: (userId: string) => `/ws/${segment(userId)}`,
} as const

/** Adds the query parameters that have a value. */
export function withQuery(
  path: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}

function segment(id: string): string {
  return encodeURIComponent(id)
}
