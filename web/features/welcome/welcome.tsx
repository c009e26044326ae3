import { serverPaths } from '../../platform/paths.ts'
import { ButtonLink } from '../../ui/button.tsx'

/** What Docket is, in a few words. */
export function Welcome() {
  return (
    <section aria-labelledby="welcome" className="lg:pt-8">
      <h2
        id="welcome"
        className="text-[38px] leading-[1.08] font-semibold tracking-[-0.035em] text-balance sm:text-[60px]"
      >
        <span className="block">Orders in. </span>
        <span className="block">Every row checked. </span>
        <span className="block">The numbers right.</span>
      </h2>
      <p className="mt-6 max-w-[52ch] text-lg leading-relaxed text-pretty text-muted">
        Docket checks every row of the files that bring your orders and payments, and explains whatever it
        refuses.
      </p>
      <p className="mt-8 flex flex-wrap gap-3">
        <ButtonLink look="quiet" href={serverPaths.docs}>
          API reference
        </ButtonLink>
      </p>
    </section>
  )
}
