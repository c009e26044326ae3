import assert from 'node:assert/strict'
import type { WatchedPage } from './browser.ts'

/** What a person would call the element that has the focus. */
export async function focused({ page }: WatchedPage): Promise<string> {
  const name: unknown = await page.evaluate(`(() => {
    const { labels, innerText } = document.activeElement
    return (labels?.[0]?.innerText ?? innerText).replace(/\\s+/g, ' ').trim()
  })()`)
  return String(name)
}

/** Presses Tab until `last` has the focus; every stop must be seen. */
export async function tabThrough(watched: WatchedPage, last: string): Promise<string[]> {
  const stops: string[] = []
  while (stops.at(-1) !== last && stops.length < 30) {
    await watched.page.keyboard.press('Tab')
    stops.push(await focused(watched))
    const outline = await watched.page.evaluate(`(() => {
      const { activeElement } = document
      const seen = activeElement.type === 'file' || activeElement.type === 'radio' ? activeElement.closest('label') : activeElement
      return getComputedStyle(seen).outlineStyle
    })()`)
    assert.equal(outline, 'solid', `"${stops.at(-1)}" shows that it has the focus`)
  }
  return stops
}
