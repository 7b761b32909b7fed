// The operator of `make bench`: one browser that does a task with the panel and answers each line with figures.
//   node panel-bench.mjs usable|frames|shift ADDRESS SESSION TEMPO BEGUN
// TEMPO is by how many times the server's clock runs faster than the machine's, BEGUN when it began to.
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

import { chromium } from '@playwright/test'

import { Shift } from './panel-shift.mjs'

const [task, address, session, tempo, begun] = process.argv.slice(2)
const LOADS = 5
const FRAMES_MS = 10_000
const WAIT_MS = 240_000

const executablePath = process.env['CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => existsSync(p))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] })

/** A page of somebody who is signed in, with nothing cached. */
async function panel() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'pl-PL' })
  await context.addCookies([{ name: 'zagaj_session', value: session, url: address }])
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  return page
}

/** Milliseconds from asking for the panel's address to the moment in which a conversation can be answered. */
async function firstDesk() {
  const page = await panel()
  // Waiting by what Playwright puts into a page would cost the page a tenth of the time that is measured.
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Runtime.enable')
  await cdp.send('Runtime.addBinding', { name: 'usable' })
  const usable = new Promise((done) => { cdp.once('Runtime.bindingCalled', (e) => done(Number(e.payload))) })
  await page.addInitScript(() => {
    const look = () => {
      const composer = document.querySelector('[data-testid=column] [data-testid=composer]')
      const isUsable = composer && !composer.disabled && document.querySelector('[data-testid=message]') && document.querySelector('[data-testid=available]:not(:disabled)')
      if (isUsable) globalThis.usable(String(performance.now()))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await settle(page) // a new window has scripts of the browser's own to read: on a machine of two processors they are in the page's way, and no part of it
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  await page.goto(`${address}/panel/`, { waitUntil: 'commit' })
  const at = await usable
  await page.context().close()
  return at
}

async function enter() {
  const page = await panel()
  await arrive(page)
  return page
}

async function arrive(page) {
  await page.goto(`${address}/panel/`)
  const available = page.getByTestId('available')
  await available.waitFor()
  if (await available.getAttribute('aria-checked') !== 'true') await available.click()
  await page.locator('[data-testid=available][aria-checked=true]').waitFor()
}

/** Frames a second, and the longest between two in milliseconds. */
const frames = (page) => page.evaluate((ms) => new Promise((done) => {
  const begun = performance.now()
  let [count, last, longest] = [0, begun, 0]
  const next = (now) => {
    count++
    longest = Math.max(longest, now - last)
    last = now
    if (now - begun < ms) requestAnimationFrame(next)
    else done([count / (now - begun) * 1000, longest])
  }
  requestAnimationFrame(next)
}), FRAMES_MS)

const settle = (page) => page.waitForTimeout(2000)

async function movingFrames() {
  const page = await enter()
  await page.getByTestId('draft').nth(2).waitFor()
  await settle(page)
  const desk = await frames(page)
  await page.getByTestId('nav-visitors').click()
  await page.getByTestId('visitor-row').first().waitFor()
  await settle(page)
  const visitors = await frames(page)
  await page.goto('about:blank')
  await settle(page)
  const empty = await frames(page)
  return [...empty, ...desk, ...visitors]
}

let shift
let hours = 0
const QUIET_MS = 31 * 60_000 // as cmd/bench/shift.go has it
const tasks = {
  usable: async () => {
    const all = []
    const first = await enter() // stays: whose operator is away is given to somebody else
    await first.getByTestId('column').nth(2).waitFor()
    for (let i = 0; i < LOADS; i++) all.push(await firstDesk())
    return [all.sort((a, b) => a - b)[Math.floor(LOADS / 2)]]
  },
  frames: movingFrames,
  shift: async (word) => {
    if (word === 'hour') return shift.hour(++hours, QUIET_MS)
    const page = await panel()
    shift = new Shift(page, await page.context().newCDPSession(page), Number(tempo), Number(begun))
    await shift.begin(address)
    return [0]
  },
}
for await (const word of createInterface({ input: process.stdin })) console.log((await tasks[task](word)).join(' '))
await shift?.end().catch(() => { /* the browser is gone */ })
await browser.close()
