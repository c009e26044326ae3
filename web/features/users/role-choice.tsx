import type { ComponentProps } from 'react'
import type { Role } from '#contract/users.ts'
import { SelectField } from '../../ui/field.tsx'

/** What each role may do, in words. */
const roleWords: Record<Role, string> = {
  admin: 'Admin: everything, also users and keys',
  operator: 'Operator: uploads and runs jobs',
  viewer: 'Viewer: looks, changes nothing',
}

/** Asks for a role. */
export function RoleChoice(props: Omit<ComponentProps<typeof SelectField>, 'label' | 'children'>) {
  return (
    <SelectField {...props} label="Role">
      {Object.entries(roleWords).map(([role, words]) => (
        <option key={role} value={role}>
          {words}
        </option>
      ))}
    </SelectField>
  )
}

/** The role that was chosen; the least one for what is none, which no choice offers. */
export function readRole(value: unknown): Role {
  return value === 'admin' || value === 'operator' ? value : 'viewer'
}
