import type { User } from '#contract/users.ts'
import { Chip } from '../../ui/chip.tsx'

/** Whether a user can come in. */
export function UserState({ user }: { user: User }) {
  if (!user.active) return <Chip tone="bad">Deactivated</Chip>
  return user.hasPassword ? <Chip tone="good">Active</Chip> : <Chip tone="caution">Invited</Chip>
}
