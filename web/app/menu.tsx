import { Link } from '@tanstack/react-router'
import { rightsOf } from '../features/sign-in/signed-in-user.tsx'
import { useWho } from '../features/sign-in/who.ts'
import { screenPaths } from '../platform/paths.ts'

const entries = [
  { to: screenPaths.orders, label: 'Orders', isForAdmins: false },
  { to: screenPaths.customers, label: 'Customers', isForAdmins: false },
  { to: screenPaths.barcodes, label: 'Barcodes', isForAdmins: false },
  { to: screenPaths.analytics, label: 'Analytics', isForAdmins: false },
  { to: screenPaths.jobs, label: 'Jobs', isForAdmins: false },
  { to: screenPaths.users, label: 'Users', isForAdmins: true },
  { to: screenPaths.keys, label: 'API keys', isForAdmins: true },
  { to: screenPaths.system, label: 'System', isForAdmins: false },
] as const

/** The way between the screens, for those who are signed in. */
export function Menu() {
  const who = useWho().data
  const user = who?.isSignedIn === true ? who.me.user : null
  if (user === null) return null
  const { mayAdminister } = rightsOf(user)
  return (
    <nav
      aria-label="Main"
      className="-mx-2 flex flex-wrap items-center max-md:basis-[calc(100%+1rem)] md:mr-0 md:ml-4 md:grow"
    >
      {entries
        .filter(({ isForAdmins }) => mayAdminister || !isForAdmins)
        .map(({ to, label }) => (
          <MenuLink key={to} to={to} label={label} />
        ))}
      <span className="ml-auto min-w-0">
        <MenuLink to={screenPaths.account} label={user.name} hint="Account of " />
      </span>
    </nav>
  )
}

type MenuPath = (typeof entries)[number]['to'] | typeof screenPaths.account

function MenuLink({ to, label, hint }: { to: MenuPath; label: string; hint?: string }) {
  return (
    <Link
      to={to}
      className="block max-w-44 truncate px-2 py-2.5 text-sm text-muted hover:text-ink aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:underline aria-[current=page]:decoration-accent aria-[current=page]:decoration-2 aria-[current=page]:underline-offset-8"
    >
      {hint !== undefined && <span className="sr-only">{hint}</span>}
      {label}
    </Link>
  )
}
