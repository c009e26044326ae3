import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { startDocket } from './support/docket.ts'

const pictures = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const adminKey = 'a-key-of-the-picture-taker'
const heights = { 1280: 900, 390: 1180 } as const

await takePictures()

/** Takes the pictures of the documentation from a Docket of its own: each width in light and in dark. */
async function takePictures(): Promise<void> {
  const browser = await launchBrowser()
  const docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey, DOCKET_DATA_DIR: '', PORT: '8000' })
  try {
    await mkdir(pictures, { recursive: true })
    for (const width of widths) {
      for (const colorScheme of schemes) await takePicture(browser, docket.url, width, colorScheme)
    }
  } finally {
    await docket.stop()
    await browser.close()
  }
}

async function takePicture(
  browser: Browser,
  url: string,
  width: keyof typeof heights,
  colorScheme: 'light' | 'dark',
): Promise<void> {
  const viewport = { width, height: heights[width] }
  const watched = await openPage(browser, url, { viewport, colorScheme, reducedMotion: 'reduce' })
  const { page } = watched
  await page.getByLabel('Admin key').fill(adminKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Details' }).waitFor()
  const path = `${pictures}first-page-${width}-${colorScheme}.png`
  await page.screenshot({ path })
  console.log(path)
  await closePage(watched)
}
