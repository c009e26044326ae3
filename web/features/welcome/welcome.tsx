import { serverPaths } from '../../platform/paths.ts'
import { ButtonLink } from '../../ui/button.tsx'

const promises = [
  ['Nothing is lost', 'Every row that comes in is stored, or listed with the line it stands on.'],
  ['Every refusal is explained', 'A stable code, the cause, and what to do about it.'],
  ['Twice is safe', 'Send the same file or order again, and nothing changes.'],
] as const

/** What Docket is, in a few words. */
export function Welcome() {
  return (
    <section aria-labelledby="welcome" className="lg:pt-6">
      <h1
        id="welcome"
        className="text-[40px] leading-[1.06] font-semibold tracking-[-0.03em] text-balance sm:text-[58px]"
      >
        Orders in. Every row checked. The numbers right.
      </h1>
      <p className="mt-6 max-w-[52ch] text-lg leading-relaxed text-pretty text-muted">
        Docket takes orders in by file or by API. It keeps customers, orders and tickets right, and explains
        what it does not accept.
      </p>
      <p className="mt-8 flex flex-wrap gap-3">
        <ButtonLink href="#first-steps">First steps</ButtonLink>
        <ButtonLink look="quiet" href={serverPaths.docs}>
          API reference
        </ButtonLink>
      </p>
      <dl className="mt-12 grid gap-x-8 gap-y-5 border-t border-line pt-6 sm:grid-cols-3">
        {promises.map(([title, words]) => (
          <div key={title}>
            <dt className="text-sm font-semibold">{title}</dt>
            <dd className="mt-1 text-sm leading-6 text-pretty text-muted">{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
