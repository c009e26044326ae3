import type { JobKind } from '#contract/jobs.ts'
import { kindWords } from './job-words.ts'

const choices: readonly { kind: JobKind; about: string }[] = [
  { kind: 'transactions', about: 'One file; a verdict for every payment.' },
  { kind: 'tickets', about: 'Orders and barcodes; vouchers come out.' },
]

interface Props {
  chosen: JobKind
  onChoose: (kind: JobKind) => void
}

/** Asks what the files hold. */
export function KindChoice({ chosen, onChoose }: Props) {
  return (
    <fieldset>
      <legend className="text-sm font-semibold">What do the files hold?</legend>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        {choices.map(({ kind, about }) => (
          <label
            key={kind}
            className="flex cursor-pointer gap-3 rounded-xl border border-line bg-surface px-4 py-3 has-checked:border-action has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="kind"
              value={kind}
              checked={kind === chosen}
              onChange={() => onChoose(kind)}
              className="mt-1 size-4 accent-action outline-none"
            />
            <span>
              <span className="block font-medium">{kindWords[kind]}</span>
              <span className="block text-sm leading-6 text-muted">{about}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
