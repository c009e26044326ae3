import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Runs once before all browser tests. @throws Error saying what to install where there is no Chromium */
export function globalSetup(): void {
  if (!existsSync(executablePath))
    throw new Error(`the browser tests need ${executablePath}: apt-get install chromium`)
}

/** Starts the machine's Chromium. */
export async function launchBrowser(): Promise<Browser> {
  globalSetup()
  return chromium.launch({
    executablePath,
    chromiumSandbox: false,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
    ],
  })
}

/** A page, and what went on in it that nobody sees: requests, and what the console was told. */
export interface WatchedPage {
  page: Page
  requests: string[]
  /** Errors in the console, pages' own and Chromium's: a broken content security policy is one of them. */
  errors: string[]
}

export const widths = [1280, 390] as const
export const schemes = ['light', 'dark'] as const

/** Opens `url` in a new profile of its own, at desktop width and light unless told otherwise. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    timezoneId: 'Europe/Helsinki',
    ...options,
  })
  const page = await context.newPage()
  const watched: WatchedPage = { page, requests: [], errors: [] }
  page.on('request', (request) => watched.requests.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error') watched.errors.push(message.text())
  })
  page.on('pageerror', (error) => watched.errors.push(String(error)))
  await page.goto(url)
  // A page counts as loaded before React has drawn it, and a key pressed in between reaches nothing.
  if (url !== 'about:blank' && options.javaScriptEnabled !== false)
    await page.locator('#root > *').first().waitFor({ state: 'attached' })
  return watched
}

/** Closes a page with its profile. */
export async function closePage({ page }: WatchedPage): Promise<void> {
  await page.context().close()
}
