import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { startDocket } from './support/docket.ts'
import { adminKey, makePerson, type Person, signIn } from './support/people.ts'
import { upload } from './support/upload.ts'

const pictures = fileURLToPath(new URL('../../docs/pictures/', import.meta.url))
const heights = { 1280: 900, 390: 1180 } as const

interface View {
  width: keyof typeof heights
  colorScheme: 'light' | 'dark'
}

await takePictures()

/** Takes the pictures of the documentation from a Docket of its own: each width in light and in dark. */
async function takePictures(): Promise<void> {
  const browser = await launchBrowser()
  const docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey, DOCKET_DATA_DIR: '', PORT: '8000' })
  try {
    await mkdir(pictures, { recursive: true })
    const person = await makePerson(docket, 'operator', 'Maija Operator')
    const job = await runJob(browser, docket.url, person)
    for (const width of widths) {
      for (const colorScheme of schemes) await takeBoth(browser, job, person, { width, colorScheme })
    }
  } finally {
    await docket.stop()
    await browser.close()
  }
}

/** Runs a job of payments with something to see, and answers its address. */
async function runJob(browser: Browser, url: string, person: Person): Promise<string> {
  const watched = await openPage(browser, `${url}/jobs`)
  await signIn(watched, person)
  await upload(watched.page, 'payments.csv', [
    'transaction_id,amount,date,description',
    'TX-1001,150.00,2024-01-15T10:30:00Z,Monthly subscription',
    'TX-1002,75.50,2024-01-15T11:45:00Z,Two tickets',
    'TX-1003,-50.00,2024-01-16T09:00:00Z,"Refund, order 1002"',
    'TX-1004,"1,000.00",2024-02-30,Company party',
  ])
  await watched.page.getByRole('button', { name: 'Start' }).click()
  await watched.page.getByRole('table').waitFor()
  const address = watched.page.url()
  await closePage(watched)
  return address
}

/** The sign-in, which leads to the job. */
async function takeBoth(browser: Browser, job: string, person: Person, view: View): Promise<void> {
  const { width, colorScheme } = view
  const viewport = { width, height: heights[width] }
  const watched = await openPage(browser, job, { viewport, colorScheme, reducedMotion: 'reduce' })
  const { page } = watched
  await page.getByRole('banner').getByText('Live').waitFor()
  await takePicture(page, 'first-page', view)
  await signIn(watched, person)
  await page.getByRole('table').waitFor()
  await page.evaluate('document.activeElement.blur()')
  await takePicture(page, 'job-page', view)
  await closePage(watched)
}

async function takePicture(page: Page, name: string, { width, colorScheme }: View): Promise<void> {
  const path = `${pictures}${name}-${width}-${colorScheme}.png`
  await page.screenshot({ path })
  console.log(path)
}
