const shownMax = 2_000

/** A row as it stands in the file. */
export function RawText({ text }: { text: string }) {
  return (
    <p className="mt-2 rounded-lg bg-sunken px-3 py-2">
      <span className="sr-only">As it stands in the file: </span>
      <code className="font-mono text-[13px] leading-5 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {text.length > shownMax ? `${text.slice(0, shownMax)} …` : text}
      </code>
    </p>
  )
}
