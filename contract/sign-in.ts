import { type Static, Type } from 'typebox'
import { Instant, ListOf } from './lists.ts'
import { RoleSchema, User } from './users.ts'

/** The shortest and the longest password, in code points. */
export const passwordLengths = { min: 12, max: 255 } as const

export const SignIn = Type.Object(
  { email: Type.String(), password: Type.String() },
  { additionalProperties: false },
)
export type SignIn = Static<typeof SignIn>

/** Uses a one-time link: the setup link also names the first admin. */
export const UseLink = Type.Object(
  {
    token: Type.String(),
    password: Type.String(),
    name: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
export type UseLink = Static<typeof UseLink>

/** What a one-time link is for, before it is used. */
export const LinkPurpose = Type.Object(
  {
    purpose: Type.Enum(['setup', 'invitation', 'reset']),
    email: Type.Union([Type.String(), Type.Null()]),
    name: Type.Union([Type.String(), Type.Null()]),
    expiresAt: Instant,
  },
  { title: 'LinkPurpose', additionalProperties: false },
)
export type LinkPurpose = Static<typeof LinkPurpose>

/** Who asks. `user` is null for DOCKET_ADMIN_API_KEY, which is nobody's. */
export const Me = Type.Object(
  {
    user: Type.Union([User, Type.Null()]),
    role: RoleSchema,
    via: Type.Enum(['session', 'key', 'admin-key']),
  },
  { title: 'Me', additionalProperties: false },
)
export type Me = Static<typeof Me>

/** A session of one's own. */
export const Session = Type.Object(
  {
    id: Type.String(),
    createdAt: Instant,
    lastSeenAt: Instant,
    expiresAt: Instant,
    userAgent: Type.Union([Type.String(), Type.Null()]),
    address: Type.Union([Type.String(), Type.Null()]),
    current: Type.Boolean(),
  },
  { title: 'Session', additionalProperties: false },
)
export type Session = Static<typeof Session>
export const SessionList = ListOf(Session, 'SessionList')
