import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import type { Job } from '../../contract/jobs.ts'
import { closePage, launchBrowser, openPage, schemes, type WatchedPage, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, ask, invite, makePerson, type Person, signIn } from './support/people.ts'

const completedWithinMs = 30_000

let browser: Browser
let docket: Docket
let admin: Person
/** The screens of signed-in people, each with what is there when it is whole. */
let screens: readonly (readonly [path: string, whole: string])[]

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  admin = await makePerson(docket, 'admin', 'Ada Admin')
  await invite(docket, 'viewer', 'Ida Invited')
  await ask(docket, 'POST', '/api/keys', { name: 'A till', userId: admin.id, role: 'operator' })
  const pending = await upload('pending.csv', ['P-1,1.00,2024-01-01,Waits'])
  const ended = await upload(`${'a-file-with-a-very-long-name-'.repeat(6)}.csv`, [
    `E-1,150.00,2024-01-01,${'longwordwithoutspaces'.repeat(20)}`,
    `${'E'.repeat(255)},99999999999999999.999999,2024-01-01,Suspicious`,
    ',x,y,Three faults',
  ])
  await ask(docket, 'POST', `/api/jobs/${ended.id}/start`)
  await waitUntilEnded(ended.id)
  screens = [
    ['/orders', 'No orders yet'],
    ['/orders/new', 'Who orders'],
    ['/customers', 'No customers yet'],
    ['/barcodes', 'Every barcode is sold'],
    ['/analytics', 'No order was in any status'],
    ['/jobs', 'pending.csv'],
    ['/jobs/new', 'What do the files hold?'],
    [`/jobs/${pending.id}`, 'Ready to start'],
    [`/jobs/${ended.id}`, 'E-1'],
    [`/jobs/no-such-job`, 'There is no such job'],
    ['/users', 'Ida Invited'],
    [`/users/${admin.id}`, 'pending.csv'],
    ['/keys', 'A till'],
    ['/account', 'this one'],
    ['/system', 'Running for'],
  ]
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

for (const width of widths) {
  for (const colorScheme of schemes) {
    test(`axe finds no barrier on any screen at ${width} px in ${colorScheme}`, async () => {
      const watched = await openSignedIn({ viewport: { width, height: 860 }, colorScheme })
      for (const [path, whole] of screens) {
        await show(watched, path, whole)
        assert.deepEqual(await findBarriers(watched.page), [], path)
      }
      await closePage(watched)
    })

    test(`axe finds no barrier before the sign-in at ${width} px in ${colorScheme}`, async () => {
      const watched = await openPage(browser, docket.url, { viewport: { width, height: 860 }, colorScheme })
      const { page } = watched
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').getByText(/./).waitFor()
      assert.deepEqual(await findBarriers(page), [])
      const { invitation } = await invite(docket, 'viewer')
      await page.goto(invitation.url)
      await page.getByRole('button', { name: 'Set the password' }).click()
      await page.getByRole('alert').getByText(/./).waitFor()
      assert.deepEqual(await findBarriers(page), [])
      await closePage(watched)
    })
  }
}

test('axe finds no barrier in what opens: a question, a secret, the form for mended rows', async () => {
  const watched = await openSignedIn({ viewport: { width: 390, height: 860 } })
  const { page } = watched
  await show(watched, screens.find(([, whole]) => whole === 'E-1')?.[0] ?? '', 'E-1')
  await page.getByText('Mend the rejected rows').click()
  await page.getByRole('button', { name: 'Send the mended rows' }).click()
  await page.getByRole('alert').getByText('Choose a file').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await show(watched, '/keys', 'A till')
  await page.getByLabel('Name').fill('Another till')
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByText('Shown only now').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await closePage(watched)
})

test('a narrow screen never scrolls sideways', async () => {
  const watched = await openSignedIn({})
  const { page } = watched
  for (const width of [320, 390, 768, 1024]) {
    await page.setViewportSize({ width, height: 800 })
    for (const [path, whole] of screens) {
      await show(watched, path, whole)
      const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.ok(Number(overhang) <= 0, `${path} at ${width} px: ${overhang} px too much`)
    }
  }
  await closePage(watched)
})

async function openSignedIn(options: Parameters<typeof openPage>[2]): Promise<WatchedPage> {
  const watched = await openPage(browser, docket.url, options)
  await signIn(watched, admin)
  return watched
}

async function show({ page }: WatchedPage, path: string, whole: string): Promise<void> {
  await page.goto(`${docket.url}${path}`)
  await page.getByRole('main').getByText(whole).first().waitFor()
  await page.getByRole('banner').getByText('Live').waitFor()
}

async function upload(name: string, rows: readonly string[]): Promise<Job> {
  const form = new FormData()
  form.append('file', new File([`transaction_id,amount,date,description\n${rows.join('\n')}\n`], name))
  const response = await fetch(`${docket.url}/api/jobs?user_id=${admin.id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminKey}` },
    body: form,
  })
  assert.equal(response.status, 201, await response.clone().text())
  return asJob(await response.json())
}

async function waitUntilEnded(id: string): Promise<void> {
  const giveUpAt = Date.now() + completedWithinMs
  while ((await ask<Job>(docket, 'GET', `/api/jobs/${id}`)).status !== 'completed')
    assert.ok(Date.now() < giveUpAt, 'the job completes')
}

/** What the upload answers has the shape that its contract says. */
function asJob(answer: unknown): Job {
  return answer as Job
}
