import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds wrong on a page for people who cannot see, point or read well: one line each, none when all is well. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Chromium runs what a debugger evaluates in spite of the content security policy.
  await page.evaluate(axe.source)
  const found: unknown = await page.evaluate(`
    axe.run(document, { resultTypes: ['violations', 'incomplete'] }).then(({ violations }) =>
      violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => id + ': ' + help + ' at ' + target)))
  `)
  if (!Array.isArray(found)) throw new Error('axe answers with a list')
  return found.map(String)
}
