import { addUserRoutes } from '../../server/features/users/user-routes.ts'
import type { Database } from '../../server/platform/database/database.ts'
import { type Answer, startTestApp, type TestApp, withKey } from './app.ts'

type Headers = Record<string, string>

/** An application of users alone, and short ways to ask it: as an admin, unless other headers are given. */
export interface UsersApp {
  app: TestApp
  get(path: string, headers?: Headers): Promise<Answer>
  /** Sends a body as JSON, or none. */
  post(path: string, body?: unknown, headers?: Headers): Promise<Answer>
  /** Changes the user with this id. */
  patch(id: string, body: unknown): Promise<Answer>
  /** Somebody whom no user is yet. */
  newPerson(): { name: string; email: string }
}

/** The content type of a JSON body. */
export const json = { 'content-type': 'application/json' } as const

export async function startUsersApp(db: Database): Promise<UsersApp> {
  const app = await startTestApp({ db, features: [addUserRoutes] })
  let made = 0
  return {
    app,
    get: (path, headers = withKey) => app.send(path, { headers }),
    post: (path, body, headers = withKey) =>
      body === undefined
        ? app.send(path, { method: 'POST', headers })
        : app.send(path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) }),
    patch: (id, body) =>
      app.send(`/api/users/${id}`, {
        method: 'PATCH',
        headers: { ...json, ...withKey },
        body: JSON.stringify(body),
      }),
    newPerson() {
      made += 1
      return { name: 'Ada', email: `ada${made}@example.com` }
    },
  }
}
