/** What a form says, without what is empty: a field that nobody filled in has no value. */
export function filledIn(form: FormData): Record<string, string> {
  return Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const text = String(value).trim()
      return text === '' ? [] : [[name, text]]
    }),
  )
}
