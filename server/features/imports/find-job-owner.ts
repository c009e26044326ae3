import { ProblemError } from '../../platform/http/problem.ts'
import { type Call, visibleOwner } from '../../platform/principal.ts'
import { hasUser } from './upload/upload-queries.ts'

/**
 * Whose jobs are meant: those of whoever asks, or for an admin whom the address names.
 * @throws ProblemError 404 for a user who is not there or may not be seen; 422 when nobody is named and nobody asks
 */
export async function findJobOwner({ db, principal }: Call, asked: string | undefined): Promise<string> {
  const own = 'userId' in principal ? principal.userId : undefined
  if (asked === undefined) return own ?? refuseNobody()
  const visible = visibleOwner(principal)
  if (visible === asked) return asked
  // The database cannot even be asked for a text with a NUL.
  if (visible !== undefined || asked.includes('\0') || !(await hasUser(db, asked))) throw refuseUnknownUser()
  return asked
}

/** The refusal that names no user, whether there is none or one may not see them. */
export function refuseUnknownUser(): ProblemError {
  return new ProblemError({ code: 'not-found', detail: 'There is no such user.' })
}

function refuseNobody(): never {
  const message = 'is needed: this key belongs to no user'
  throw new ProblemError({
    code: 'values-invalid',
    detail: `"/user_id" ${message}.`,
    errors: [{ pointer: '/user_id', code: 'value-missing', message }],
  })
}
