/** Docket's mark: a ticket, ticked off. Its name stands beside it, so it is hidden from screen readers. */
export function Logo({ className = '' }: { className?: string }) {
  return (
    <svg aria-hidden="true" className={className} viewBox="0 0 32 32">
      <path
        className="fill-[#c8490f]"
        d="M7 3h18a3 3 0 0 1 3 3v7a3.2 3.2 0 0 0 0 6.4V26a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-6.6a3.2 3.2 0 0 0 0-6.4V6a3 3 0 0 1 3-3z"
      />
      <path
        className="fill-none stroke-white stroke-3"
        d="m10.5 16.5 4 4 7.5-9"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
