import { useId } from 'react'

interface Props<T extends string> {
  /** What is chosen, for screen readers. */
  legend: string
  choices: readonly { value: T; words: string }[]
  chosen: T
  onChoose: (value: T) => void
}

/** A choice of one out of a few, all in sight. */
export function PillChoice<T extends string>({ legend, choices, chosen, onChoose }: Props<T>) {
  const name = useId()
  return (
    <fieldset className="mb-4">
      <legend className="sr-only">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {choices.map(({ value, words }) => (
          <label
            key={value}
            className="cursor-pointer rounded-full border border-line-strong/70 px-3.5 py-1.5 text-sm font-medium has-checked:border-transparent has-checked:bg-action has-checked:text-on-action has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="sr-only"
              checked={value === chosen}
              onChange={() => onChoose(value)}
            />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
