import { Button } from '../../ui/button.tsx'
import { useWho } from './who.ts'

/** How to get into a Docket that has no users yet. */
export function FirstAdmin() {
  const who = useWho()
  return (
    <div className="mt-4 space-y-3 leading-relaxed text-pretty text-muted">
      <p>
        This Docket has no users yet. When it started, it printed a{' '}
        <strong className="font-semibold text-ink">one-time setup link</strong> in its terminal, and nowhere
        else. Open that link to become its first admin.
      </p>
      <p>Is it gone or no longer valid? Start Docket again, and it prints a new one.</p>
      <Button look="quiet" onClick={() => void who.refetch()}>
        I have an account now
      </Button>
    </div>
  )
}
