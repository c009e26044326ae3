import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { LinkPurpose, Me, UseLink } from '#contract/sign-in.ts'
import type { Context } from '../../../platform/context.ts'
import type { ContractTypes } from '../../../platform/http/contract-types.ts'
import { checkEncrypted } from '../sign-in/session-cookie.ts'
import { browserOf, sendSession } from '../sign-in/session-routes.ts'
import { followLink } from './follow-link.ts'
import { lookAtLink } from './look-at-link.ts'

const tags = ['sign-in']

/** The routes of one-time links. Their token travels in the body, because addresses stand in logs. */
export function addLinkRoutes(api: FastifyInstance, context: Context): void {
  const routes = api.withTypeProvider<ContractTypes>()
  routes.post(
    '/links/look',
    {
      config: { access: 'open', problems: [410] },
      schema: {
        operationId: 'lookAtLink',
        tags,
        summary: 'What a one-time link is for; looking does not use it',
        body: Type.Object({ token: Type.String() }, { additionalProperties: false }),
        response: { 200: LinkPurpose },
      },
    },
    async (request) => lookAtLink(context, request.body.token),
  )
  routes.post(
    '/links/use',
    {
      config: { access: 'open', problems: [409, 410, 429] },
      schema: {
        operationId: 'useLink',
        tags,
        summary: 'Set the password that a one-time link is for, and sign in',
        body: UseLink,
        response: { 201: Me },
      },
    },
    async (request, reply) => {
      checkEncrypted(request, context.config)
      const session = await followLink(context, { ...request.body, browser: browserOf(request) })
      return sendSession(request, reply, session)
    },
  )
}
