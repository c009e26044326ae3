import { useEffect, useState } from 'react'

type Outcome = 'none' | 'copied' | 'refused'

const words: Record<Outcome, string> = { none: 'Copy', copied: 'Copied', refused: 'Press Ctrl+C' }
const shownMs = 2_500

interface Props {
  text: string
  /** What is copied, for screen readers: "Copy the vouchers command". */
  what: string
  /** Selects the text on the page where the browser gives no access to the clipboard. */
  select: () => void
}

/** Copies a text, and says on the button how that went. */
export function CopyButton({ text, what, select }: Props) {
  const [outcome, setOutcome] = useState<Outcome>('none')

  useEffect(() => {
    if (outcome === 'none') return
    const timer = setTimeout(() => setOutcome('none'), shownMs)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    const copied = await writeToClipboard(text)
    if (!copied) select()
    setOutcome(copied ? 'copied' : 'refused')
  }

  return (
    <>
      <button
        type="button"
        onClick={copy}
        className="min-h-8 min-w-17 shrink-0 cursor-pointer rounded-md px-3 font-sans text-xs font-medium text-terminal-ink hover:bg-white/14 focus-visible:outline-[#ff9d6b]"
      >
        {words[outcome]}
        <span className="sr-only"> {what}</span>
      </button>
      <span className="sr-only" role="status">
        {outcome === 'copied' ? `${what}: copied` : ''}
      </span>
    </>
  )
}

async function writeToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Without HTTPS there is no clipboard, and a person may have refused it: the caller selects the text instead.
    return false
  }
}
