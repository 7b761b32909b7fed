// The operator of `make bench`: one browser that does a task with the panel and answers each line with figures.
//   node panel-bench.mjs usable|frames|shift ADDRESS SESSION
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

import { chromium } from '@playwright/test'

const [task, address, session] = process.argv.slice(2)
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

const HOUR_MS = 3_600_000
const TALKS_AN_HOUR = 14 // as cmd/bench/panel.go has it
let isOver = false
/** How many visitors the panel was told of last. */
let told = 0

/** Lets the panel's clock run on until something is so there. */
async function until(page, isSo, of) {
  while (!await page.evaluate(isSo, of)) {
    await page.clock.runFor(100)
    await page.waitForTimeout(20)
  }
}

/** Answers whoever has spoken last, and looks at what stands beside; the visitor's "koniec" is answered and ended, and the time that a conversation takes passes. */
async function work(page) {
  while (!isOver) {
    const next = await page.evaluate(() => {
      for (const column of document.querySelectorAll('[data-testid=column]:not(:has([data-testid=unsent], [data-testid=held]))')) {
        const last = [...column.querySelectorAll('[data-testid=message]:not([data-role=system])')].at(-1)
        if (last?.dataset.role === 'visitor') return { id: column.dataset.conversation, isLast: last.textContent.includes('koniec') }
      }
      return undefined
    })
    if (!next) { await page.waitForTimeout(20); continue }
    const column = page.locator(`[data-conversation="${next.id}"]`)
    const strip = column.locator('.strip') // beside a single conversation all of it stands open
    if (next.isLast && await strip.count() > 0) await strip.click()
    await column.getByTestId('composer').fill(next.isLast ? 'Do usłyszenia!' : 'Tak, mamy ją w rozmiarze M, wyślemy jutro rano.')
    await column.getByTestId('composer').press(next.isLast ? 'Control+Enter' : 'Enter')
    await page.clock.runFor(next.isLast ? Math.round(HOUR_MS / TALKS_AN_HOUR) : 1000)
  }
}

/** Looks at every screen, as one does now and then. */
async function lookAround(page) {
  for (const name of ['visitors', 'history', 'reports', 'settings', 'desk']) {
    await page.getByTestId(`nav-${name}`).click()
    await page.locator('#main:not(.waiting-screen)').waitFor()
    await page.waitForTimeout(500)
  }
}

/** What a heap's snapshot holds by kind of thing, in bytes. */
async function held(cdp) {
  const parts = []
  const hear = ({ chunk }) => parts.push(chunk)
  cdp.on('HeapProfiler.addHeapSnapshotChunk', hear)
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  const { snapshot: { meta }, nodes } = JSON.parse(parts.join(''))
  const [kind, size] = ['type', 'self_size'].map((field) => meta.node_fields.indexOf(field))
  const sums = {}
  for (let at = 0; at < nodes.length; at += meta.node_fields.length) {
    const name = meta.node_types[kind][nodes[at + kind]]
    sums[name] = (sums[name] ?? 0) + nodes[at + size]
  }
  return sums
}

/** The heap in bytes after a collection, and how much of it the panel keeps, once the desk is empty, nobody is on the site and nothing is about to happen.
 *  The rest is the machine code that the browser makes of what runs often, for hours on: it holds nothing of a conversation. */
async function heap(page) {
  while (told > TALKS_AN_HOUR) await page.waitForTimeout(100)
  await lookAround(page)
  await page.clock.runFor(60_000)
  await until(page, () => !document.querySelector('[data-testid=column], [data-testid=toast], [data-testid=conversation-row]'))
  const cdp = await page.context().newCDPSession(page)
  for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize } = await cdp.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters')
  const { code, native, synthetic, ...things } = await held(cdp) // native is outside of the heap
  await cdp.detach()
  const kept = Object.values(things).reduce((sum, n) => sum + n, 0)
  const mega = (n) => (n / 1e6).toFixed(2)
  console.error(`panel: ${mega(usedSize)} MB, of which it keeps ${mega(kept)} and ${mega(code)} are code; ${nodes} nodes, ${jsEventListeners} listeners`)
  return [usedSize, kept]
}

/** The panel of a shift: its clock is ours. */
async function beginShift() {
  const page = await panel()
  await page.clock.install()
  page.on('websocket', (ws) => ws.on('framereceived', ({ payload }) => {
    if (String(payload).startsWith('{"t":"visitors"')) told = JSON.parse(String(payload)).visitors.length
  }))
  await arrive(page)
  return page
}

let page
let working
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
    if (word === 'hour') return heap(page)
    page = await beginShift()
    working = work(page)
    return [0]
  },
}
for await (const word of createInterface({ input: process.stdin })) console.log((await tasks[task](word)).join(' '))
isOver = true
await browser.close()
await working?.catch(() => { /* the browser is gone */ })
