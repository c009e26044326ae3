import type { Page } from 'playwright-core'

/** Chooses a file of these lines where `label` asks for one. */
export async function choose(
  page: Page,
  label: string,
  name: string,
  lines: readonly string[],
): Promise<void> {
  const buffer = Buffer.from(lines.map((line) => `${line}\n`).join(''))
  await page.getByLabel(label).setInputFiles({ name, mimeType: 'text/csv', buffer })
}

/** Uploads a file of payments, beginning at the list of jobs; the page goes on to the new job. */
export async function upload(page: Page, name: string, lines: readonly string[]): Promise<void> {
  await page.getByRole('link', { name: 'Upload files' }).click()
  await choose(page, 'File of payments', name, lines)
  await page.getByRole('button', { name: 'Upload' }).click()
}

/** The lines of a file of `count` payments that are all valid. */
export function paymentLines(count: number): string[] {
  const rows = Array.from({ length: count }, (_, i) => `L-${i},${i % 1_000}.25,2024-03-01,row ${i}`)
  return ['transaction_id,amount,date,description', ...rows]
}
