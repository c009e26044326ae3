/** The screens of the web application. */
export const screenPaths = { home: '/' } as const

/** What the server answers outside the web application. */
export const serverPaths = {
  readiness: '/readyz',
  system: '/api/system',
  docs: '/docs',
  openApi: '/openapi.json',
} as const
