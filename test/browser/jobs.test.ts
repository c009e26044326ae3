import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { adminKey, makePerson, openAs, type Person } from './support/people.ts'
import { choose, paymentLines, upload } from './support/upload.ts'

const manyRows = 300_000
const runsWithinMs = 120_000

let browser: Browser
let docket: Docket
let operator: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  operator = await makePerson(docket, 'operator', 'Olga Operator')
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('a small file runs from the upload to its verdicts, and a reload shows the same', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await upload(page, 'four.csv', [
    'transaction_id,amount,date,description',
    'P-1,150.00,2024-03-01,Subscription',
    'P-2,75.50,2024-03-02,Two tickets',
    'P-3,-50.00,2024-03-03,Refund',
    'P-4,1000.00,2024-03-04,Company party',
  ])
  await page.getByText('Ready to start').waitFor()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Completed', { exact: true }).waitFor()
  const shown = await readJob(page)
  assert.deepEqual(shown.counters, { Rows: '4', Processed: '4', Valid: '4', Invalid: '0', Suspicious: '1' })
  assert.deepEqual(shown.amounts, ['150.00', '75.50', '-50.00', '1000.00'])

  await page.reload()
  await page.getByText('Completed', { exact: true }).waitFor()
  assert.deepEqual(await readJob(page), shown)

  await page.getByText('Suspicious 1').click()
  await page.getByRole('cell', { name: '150.00' }).waitFor({ state: 'detached' })
  assert.deepEqual((await readJob(page)).amounts, ['-50.00'])
  await closePage(watched)
})

test('a large file is seen moving, live, on its own page and in the list of another tab', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const list = await watched.page.context().newPage()
  await list.goto(`${docket.url}/jobs`)
  const messages = countMessages(watched.page)
  const { page } = watched
  // The connection that is there already was made before anybody counted.
  await page.reload()
  await upload(page, 'large.csv', paymentLines(manyRows))
  await page.getByText('Ready to start').waitFor({ timeout: runsWithinMs })
  const progress = page.getByRole('progressbar')
  await page.getByRole('button', { name: 'Start' }).click()
  const percents = await watchPercents(page)
  await list.getByRole('listitem').filter({ hasText: 'large.csv' }).getByText('Completed').waitFor()
  assert.equal(await progress.getAttribute('aria-valuenow'), '100')
  assert.ok(
    percents.some((percent) => percent > 0 && percent < 100),
    `seen: ${percents}`,
  )
  assert.deepEqual(
    [...percents].sort((a, b) => a - b),
    percents,
  )
  assert.ok(messages.progress > 2, `${messages.progress} live messages`)
  const { counters } = await readJob(page)
  assert.deepEqual(counters['Valid'], new Intl.NumberFormat('en-GB').format(manyRows))
  await closePage(watched)
})

test('a file with faults shows each reason, and its rejects go back mended', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await upload(page, 'faulty.csv', [
    'transaction_id,amount,date,description',
    'F-1,150.00,2024-03-01,Fine',
    'F-2,"1,000.50",15/01/2024,Two faults',
    ',5.00,2024-03-02,No id',
    'F-1,75.50,2024-03-03,The id comes twice',
    'F-5,10.00',
  ])
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Completed', { exact: true }).waitFor()
  await page.getByText('Invalid 4').click()
  for (const reason of [
    /amount: .+decimal/,
    /date: .+ISO 8601/,
    /transaction_id: /,
    /line 2/,
    /fewer fields/,
  ])
    await page.getByRole('cell').getByText(reason).first().waitFor()

  const rejects = await download(page, 'Download the rejects')
  const mended = rejects
    .replace('"1,000.50",15/01/2024', '1000.50,2024-01-15')
    .replace(/^,5\.00/m, 'F-3,5.00')
    .replace(/^F-1,75\.50/m, 'F-4,75.50')
  await page.getByText('Mend the rejected rows').click()
  await page
    .getByLabel('Mended file')
    .setInputFiles({ name: 'mended.csv', mimeType: 'text/csv', buffer: Buffer.from(mended) })
  await page.getByRole('button', { name: 'Send the mended rows' }).click()
  await page.getByText('3 rows are valid now').waitFor()
  await page.getByText('Invalid 1').waitFor()
  await page.getByText('All 5').click()
  await page.getByRole('cell', { name: '1000.50' }).waitFor()
  assert.deepEqual((await readJob(page)).counters, {
    Rows: '5',
    Processed: '5',
    Valid: '4',
    Invalid: '1',
    Suspicious: '0',
  })
  await closePage(watched)
})

test('two files of tickets become one job, whose refused rows are listed', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await page.getByRole('link', { name: 'Upload files' }).click()
  await page.getByText('Tickets', { exact: true }).click()
  await choose(page, 'File of orders', 'orders.csv', ['order_id,customer_id', '1,10', '2,11'])
  await choose(page, 'File of barcodes', 'barcodes.csv', [
    'barcode,order_id',
    '11111111111,1',
    '11111111111,1',
    '22222222222,',
  ])
  await page.getByLabel('When a barcode comes twice').selectOption('drop-all')
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Completed', { exact: true }).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'barcodes.csv, line 2' }).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'barcodes.csv, line 3' }).waitFor()
  await closePage(watched)
})

test('a wrong header fails the job in words, and a deleted job is gone', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await upload(page, 'wrong.csv', ['id,sum', '1,2'])
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Failed', { exact: true }).waitFor()
  await page
    .getByText(/transaction_id/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Retry' }).waitFor()
  const address = page.url()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Delete' }).and(page.locator(':focus')).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'wrong.csv' }).count(), 0)
  await page.goto(address)
  await page.getByText('There is no such job').waitFor()
  await closePage(watched)
})

test("another operator sees no job of one's own, and a viewer is offered nothing to change", async () => {
  const other = await openAs(browser, docket, await makePerson(docket, 'operator'), '/jobs')
  await other.page.getByText('No jobs yet').waitFor()
  await closePage(other)
  const viewer = await openAs(browser, docket, await makePerson(docket, 'viewer'), '/jobs')
  await viewer.page.getByText('No jobs yet').waitFor()
  assert.equal(await viewer.page.getByRole('link', { name: 'Upload files' }).count(), 0)
  await viewer.page.goto(`${docket.url}/jobs/new`)
  await viewer.page.getByText('Viewers upload nothing').waitFor()
  await closePage(viewer)
})

/** The numbers on a job's slip, and the amounts of the rows that are shown. */
async function readJob(page: Page): Promise<{ counters: Record<string, string>; amounts: string[] }> {
  await page.getByRole('table').waitFor()
  const progress = page.getByRole('region', { name: 'Progress' }).locator('dl').first()
  const names = await progress.getByRole('term').allTextContents()
  const values = await progress.getByRole('definition').allTextContents()
  const amounts = await page.locator('tbody td.text-right').allTextContents()
  return { counters: Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])), amounts }
}

async function download(page: Page, link: string): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ])
  return readFile(await file.path(), 'utf8')
}

/** Every percentage that the page shows until its job has ended, in the order in which they came. */
async function watchPercents(page: Page): Promise<number[]> {
  const seen: unknown = await page.evaluate(`new Promise((resolve) => {
    const seen = []
    const look = () => {
      const now = Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow'))
      if (seen.at(-1) !== now) seen.push(now)
      if (document.querySelector('table')) resolve(seen)
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true })
    look()
  })`)
  assert.ok(Array.isArray(seen))
  return seen.map(Number)
}

function countMessages(page: Page): { progress: number } {
  const counted = { progress: 0 }
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('job.progress')) counted.progress += 1
    })
  })
  return counted
}
