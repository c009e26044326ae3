import { serverPaths } from '../../platform/paths.ts'
import { ButtonLink } from '../../ui/button.tsx'

/** What Docket is, in a few words. */
export function Welcome() {
  return (
    <section aria-labelledby="welcome" className="lg:pt-8">
      <h1
        id="welcome"
        className="text-[38px] leading-[1.08] font-semibold tracking-[-0.035em] text-balance sm:text-[60px]"
      >
        <span className="block">Orders in. </span>
        <span className="block">Every row checked. </span>
        <span className="block">The numbers right.</span>
      </h1>
      <p className="mt-6 max-w-[52ch] text-lg leading-relaxed text-pretty text-muted">
        Docket checks every row of the files that bring your orders, and explains whatever it refuses. It is
        young: today it turns ticket files into vouchers; imports and orders by API come next.
      </p>
      <p className="mt-8 flex flex-wrap gap-3">
        <ButtonLink href="#first-steps">First steps</ButtonLink>
        <ButtonLink look="quiet" href={serverPaths.docs}>
          API reference
        </ButtonLink>
      </p>
    </section>
  )
}
