/** A number of things in words: "1 ticket", "25 tickets". Takes the word for one of them. */
export function countWords(count: number, one: string, locale?: string): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${count === 1 ? one : `${one}s`}`
}
