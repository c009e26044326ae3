import { type Static, Type } from 'typebox'
import { Instant, ListOf, NullableInstant } from './lists.ts'

/** What a user or a key may do: admins everything, operators everything but administration, viewers only look. */
export const roles = ['admin', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]
export const RoleSchema = Type.Enum(roles)

/** A person who signs in (spec 6.1). */
export const User = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    email: Type.String(),
    role: RoleSchema,
    createdAt: Instant,
    active: Type.Boolean({
      description: 'False once deactivated: no session and no key of theirs is valid.',
    }),
    hasPassword: Type.Boolean({ description: 'False until the invitation was used.' }),
  },
  { title: 'User', additionalProperties: false },
)
export type User = Static<typeof User>
export const UserList = ListOf(User, 'UserList')

const personName = Type.String({ description: '1 to 255 characters after trimming.', examples: ['Ada'] })
const emailAddress = Type.String({
  description: 'One address; unique in any letter case.',
  examples: ['ada@example.com'],
})

export const CreateUser = Type.Object(
  { name: personName, email: emailAddress, role: Type.Optional(RoleSchema) },
  { additionalProperties: false },
)
export type CreateUser = Static<typeof CreateUser>

/** What can be changed about a user; `active: false` ends their sessions, keys and sockets at once. */
export const ChangeUser = Type.Object(
  {
    name: Type.Optional(personName),
    email: Type.Optional(emailAddress),
    role: Type.Optional(RoleSchema),
    active: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type ChangeUser = Static<typeof ChangeUser>

/** A link that can be used once: an invitation or a reset. Shown only to the admin who asked, only now. */
export const OneTimeLink = Type.Object(
  { url: Type.String(), expiresAt: Instant },
  { title: 'OneTimeLink', additionalProperties: false },
)
export type OneTimeLink = Static<typeof OneTimeLink>

/** A new user with the one-time invitation link for the admin who asked. */
export const InvitedUser = Type.Object(
  { ...User.properties, invitation: OneTimeLink },
  { title: 'InvitedUser', additionalProperties: false },
)
export type InvitedUser = Static<typeof InvitedUser>

/** An API key, without its secret. */
export const ApiKey = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: RoleSchema,
    userId: Type.String({ description: 'Who the key acts as.' }),
    prefix: Type.String({ description: 'How the key begins, to recognise it by.' }),
    createdAt: Instant,
    expiresAt: NullableInstant,
    lastUsedAt: NullableInstant,
    revokedAt: NullableInstant,
  },
  { title: 'ApiKey', additionalProperties: false },
)
export type ApiKey = Static<typeof ApiKey>
export const ApiKeyList = ListOf(ApiKey, 'ApiKeyList')

/** A key is made for a user, the asking admin unless `userId` says another, with at most that user's role. */
export const CreateApiKey = Type.Object(
  {
    name: Type.String({ description: '1 to 255 characters after trimming.' }),
    userId: Type.Optional(Type.String()),
    role: Type.Optional(RoleSchema),
    expiresAt: Type.Optional(Instant),
  },
  { additionalProperties: false },
)
export type CreateApiKey = Static<typeof CreateApiKey>

/** A new key with its secret, which is shown only now. */
export const CreatedApiKey = Type.Object(
  { ...ApiKey.properties, key: Type.String() },
  { title: 'CreatedApiKey', additionalProperties: false },
)
export type CreatedApiKey = Static<typeof CreatedApiKey>

/** One entry of the audit log: who changed what, and when. */
export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    at: Instant,
    actor: Type.Object(
      {
        kind: Type.Enum(['user', 'key', 'admin-key', 'command', 'nobody']),
        id: Type.Union([Type.String(), Type.Null()]),
        name: Type.String(),
      },
      { additionalProperties: false },
    ),
    action: Type.String({ description: 'What was done, as `subject.verb`: `user.create`, `job.start`.' }),
    subjectId: Type.Union([Type.String(), Type.Null()]),
    details: Type.Object({}, { additionalProperties: true }),
  },
  { title: 'AuditEntry', additionalProperties: false },
)
export type AuditEntry = Static<typeof AuditEntry>
export const AuditList = ListOf(AuditEntry, 'AuditList')
