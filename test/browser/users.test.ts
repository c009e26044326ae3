import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { closePage, launchBrowser, openPage } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import {
  adminKey,
  ask,
  becomeFirstAdmin,
  choosePassword,
  makePerson,
  openAs,
  type Person,
  signIn,
} from './support/people.ts'

const password = 'a long enough password'

let browser: Browser
let docket: Docket
let admin: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  // The first admin comes by the link that only the terminal shows; everybody else follows from there.
  const first = await becomeFirstAdmin(browser, docket)
  const users = await ask<{ items: { id: string }[] }>(docket, 'GET', '/api/users')
  admin = { ...first.person, id: users.items[0]?.id ?? '' }
  await closePage(first.watched)
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('the setup link works once', async () => {
  const watched = await openPage(browser, await docket.setupLink())
  await watched.page
    .getByRole('alert')
    .getByText(/used|expired/i)
    .waitFor()
  await watched.page.getByRole('link', { name: 'Go to sign-in' }).click()
  await watched.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await closePage(watched)
})

test('a link that is cut short says so without asking the server', async () => {
  const watched = await openPage(browser, `${docket.url}/link`)
  await watched.page.getByText('This link is not whole').waitFor()
  assert.deepEqual(
    watched.requests.filter((url) => url.includes('/api/links')),
    [],
  )
  await closePage(watched)
})

test('an admin invites somebody, who chooses a password and comes in with their role', async () => {
  const watched = await openAs(browser, docket, admin, '/users')
  const { page } = watched
  await page.getByLabel('Name').fill('Vera Viewer')
  await page.getByLabel('E-mail').fill('no address')
  await page.getByLabel('Role').selectOption('viewer')
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('alert').getByText('See what is marked').waitFor()
  assert.equal(await page.getByLabel('E-mail').getAttribute('aria-invalid'), 'true')
  await page.getByLabel('E-mail').fill('vera@example.org')
  await page.getByRole('button', { name: 'Invite' }).click()
  await page
    .getByRole('heading', { name: 'The invitation link for Vera Viewer' })
    .and(page.locator(':focus'))
    .waitFor()
  const link = (await page.locator('code').textContent()) ?? ''
  await page.getByRole('listitem').filter({ hasText: 'vera@example.org' }).getByText('Invited').waitFor()

  const invited = await openPage(browser, link)
  await invited.page.getByRole('heading', { level: 1, name: 'Welcome to Docket' }).waitFor()
  await choosePassword(invited.page, 'short', 'short')
  await invited.page.getByText('at least 12 characters').first().waitFor()
  await choosePassword(invited.page, password, 'another one')
  await invited.page.getByRole('alert').getByText('The two passwords differ').waitFor()
  await choosePassword(invited.page, password)
  await invited.page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  assert.equal(await invited.page.getByRole('link', { name: 'Users' }).count(), 0)
  await invited.page.goto(`${docket.url}/users`)
  await invited.page.getByText('Nothing is filed here').waitFor()
  await closePage(invited)
  await closePage(watched)
})

test('an e-mail address that somebody has is refused in words', async () => {
  const watched = await openAs(browser, docket, admin, '/users')
  const { page } = watched
  await page.getByLabel('Name').fill('Another')
  await page.getByLabel('E-mail').fill(admin.email.toUpperCase())
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('alert').getByText(/./).waitFor()
  await closePage(watched)
})

test('whoever is deactivated is out at once, and can be let in again', async () => {
  const person = await makePerson(docket, 'operator', 'Oskar Operator')
  const theirs = await openAs(browser, docket, person, '/jobs')
  const watched = await openAs(browser, docket, admin, '/users')
  const { page } = watched
  await page.getByRole('link', { name: person.name }).click()
  await page.getByRole('heading', { level: 1, name: person.name }).and(page.locator(':focus')).waitFor()
  await page.getByText(`${person.name} has no jobs`).waitFor()
  await page.getByRole('button', { name: 'Deactivate' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
  await page.getByText('Deactivated').waitFor()
  await theirs.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await theirs.page.getByLabel('E-mail').fill(person.email)
  await theirs.page.getByLabel('Password').fill(person.password)
  await theirs.page.getByRole('button', { name: 'Sign in' }).click()
  await theirs.page.getByRole('alert').getByText(/wrong/i).waitFor()

  await page.getByRole('button', { name: 'Let in again' }).click()
  await page.getByText('Active', { exact: true }).waitFor()
  await signIn(theirs, person)
  await closePage(theirs)
  await closePage(watched)
})

test('a reset link gives somebody another password', async () => {
  const person = await makePerson(docket, 'operator', 'Rita Reset')
  const watched = await openAs(browser, docket, admin, `/users/${person.id}`)
  const { page } = watched
  await page.getByRole('button', { name: 'New reset link' }).click()
  await page.getByRole('heading', { name: 'The reset link for Rita Reset' }).waitFor()
  const link = (await page.locator('code').textContent()) ?? ''
  const theirs = await openPage(browser, link)
  await theirs.page.getByRole('heading', { level: 1, name: 'Choose a new password' }).waitFor()
  await choosePassword(theirs.page, password, password)
  await theirs.page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  await closePage(theirs)
  const again = await openAs(browser, docket, { ...person, password }, '/jobs')
  await closePage(again)
  await closePage(watched)
})

test('the role of the last admin cannot be taken', async () => {
  const watched = await openAs(browser, docket, admin, `/users/${admin.id}`)
  const { page } = watched
  await page.getByLabel('Role').selectOption('viewer')
  await page.getByRole('alert').getByText(/admin/).waitFor()
  assert.equal(await page.getByLabel('Role').inputValue(), 'admin')
  await closePage(watched)
})

test('a wrong password is refused in words and selected, and a sign-in leads back to where one was', async () => {
  const person = await makePerson(docket, 'operator')
  const watched = await openPage(browser, `${docket.url}/account`)
  const { page } = watched
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText('Enter your e-mail address').waitFor()
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password').fill('not the password')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText(/wrong/i).waitFor()
  await page.keyboard.type(person.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Account' }).and(page.locator(':focus')).waitFor()
  await closePage(watched)
})

test('a link that names a page of elsewhere to go back to leads to the jobs', async () => {
  const person = await makePerson(docket, 'viewer')
  for (const back of ['https://example.org/', '//example.org/', '/\\example.org', '/\t/example.org']) {
    const watched = await openPage(browser, `${docket.url}/sign-in?back=${encodeURIComponent(back)}`)
    await signIn(watched, person)
    await watched.page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
    assert.equal(watched.page.url(), `${docket.url}/jobs`)
    await closePage(watched)
  }
})

test('a session that is ended elsewhere leads to the sign-in and back', async () => {
  const person = await makePerson(docket, 'viewer')
  const here = await openAs(browser, docket, person, '/account')
  const there = await openAs(browser, docket, person, '/system')
  await here.page.reload()
  await here.page.getByRole('button', { name: /^End the session of Chrome/ }).click()
  await here.page.getByRole('button', { name: /^End the session of Chrome/ }).waitFor({ state: 'detached' })
  await there.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await signIn(there, person)
  await there.page.getByRole('heading', { level: 1, name: 'System' }).waitFor()
  await closePage(there)
  await here.page.getByRole('button', { name: 'Sign out' }).click()
  await here.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await here.page.reload()
  await here.page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await closePage(here)
})

test('a key is shown once, works, and is useless once revoked', async () => {
  const watched = await openAs(browser, docket, admin, '/keys')
  const { page } = watched
  await page.getByLabel('Name').fill('A till')
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByRole('heading', { name: 'The key of A till' }).and(page.locator(':focus')).waitFor()
  const key = (await page.locator('code').last().textContent()) ?? ''
  const use = () => fetch(`${docket.url}/api/jobs`, { headers: { authorization: `Bearer ${key}` } })
  assert.equal((await use()).status, 200)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('Revoked').waitFor()
  assert.equal((await use()).status, 401)
  await closePage(watched)
})
