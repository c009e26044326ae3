import { useState } from 'react'
import { Load } from '../../ui/load.tsx'
import { useReceivedOrder } from './orders.ts'

/** The document that made the order, letter for letter; asked for when somebody wants to see it. */
export function ReceivedDocument({ orderId }: { orderId: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const received = useReceivedOrder(orderId, isOpen)
  return (
    <details
      onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
      className="rounded-xl border border-line bg-surface px-4 py-4 sm:px-6"
    >
      <summary className="cursor-pointer text-lg font-semibold tracking-tight">As it was received</summary>
      {isOpen && (
        <div className="mt-4">
          <Load what="the document" asked={received}>
            {(text) => (
              <pre className="rounded-lg bg-sunken px-3 py-2 font-mono text-[13px] leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]">
                {text}
              </pre>
            )}
          </Load>
        </div>
      )}
    </details>
  )
}
