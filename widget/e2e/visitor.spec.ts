import { expect, test, type Browser, type Page } from '@playwright/test'

import { fillCart, House, launch, offered, person, signIn } from './house'
import { Mailbox } from './mailbox'

let house: House
let shopper: Browser
let worker: Browser
let operator: Page

test.beforeAll(async () => {
  house = await House.open(3600)
  shopper = await launch()
  worker = await launch()
  operator = await (await person(worker, 'desktop')).newPage()
  await signIn(operator, house)
})
test.afterAll(async () => { await Promise.all([shopper?.close(), worker?.close()]); await house?.close() })

/** What the merchant lets visitors do with photos. */
const photos = async (may: 'off' | 'ask' | 'allow'): Promise<void> => {
  expect(await operator.evaluate(async (m) => (await fetch('/v1/panel/desk', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ photos: m }) })).status, may)).toBe(200)
}

/** A photo as a phone's camera makes it: larger than anybody needs. */
async function camera(page: Page): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const data = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 3000
    canvas.height = 2000
    const draw = canvas.getContext('2d')!
    for (let i = 0; i < 300; i++) { draw.fillStyle = `hsl(${i * 37 % 360} 70% 50%)`; draw.fillRect(i * 10, 0, 10, 2000) }
    return canvas.toDataURL('image/png').split(',')[1]!
  })
  return { name: 'aparat.png', mimeType: 'image/png', buffer: Buffer.from(data, 'base64') }
}

/** Keeps what the page hands to the network. */
const listen = (page: Page): Promise<unknown> => page.addInitScript(() => {
  const real = window.fetch
  const w = window as unknown as { __sent: Blob[] }
  w.__sent = []
  window.fetch = (to, init) => { if (init?.method === 'PUT') w.__sent.push(init.body as Blob); return real(to, init) }
})

/** Takes a photo with the button. Answers what left the browser. */
async function send(page: Page, button: string): Promise<{ width: number; type: string }> {
  const file = await camera(page)
  const count = (): Promise<number> => page.evaluate(() => (window as unknown as { __sent: Blob[] }).__sent.length)
  const before = await count()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId(button).last().click()])
  await chooser.setFiles(file)
  await expect.poll(count).toBe(before + 1)
  return page.evaluate(async () => {
    const body = (window as unknown as { __sent: Blob[] }).__sent.at(-1)!
    return { width: (await createImageBitmap(body)).width, type: body.type }
  })
}

test('a photo: shrunk before it leaves the phone, seen by the consultant, asked for where nobody may send one unasked, and refused once it is switched off', async () => {
  await photos('allow')
  const page = await (await person(shopper, 'phone')).newPage()
  await listen(page)
  await page.goto(house.shop)
  await page.getByTestId('zagaj-launcher').tap()
  await page.getByTestId('zagaj-input').fill('Mam uszkodzoną kurtkę')
  await page.getByTestId('zagaj-send').tap()
  await expect(page.getByTestId('zagaj-message').locator('time')).toHaveCount(1)
  expect(await send(page, 'zagaj-photo')).toEqual({ width: 1600, type: 'image/jpeg' })
  await expect(page.getByTestId('zagaj-message').locator('img.photo')).toHaveCount(1)
  await operator.getByTestId('conversation-row').first().click()
  const seen = operator.getByTestId('column').locator('a.photo img')
  await expect.poll(() => seen.evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth > 0))).toEqual([true])
  await expect(seen).toHaveAttribute('width', '1600')

  await test.step('switched off while the button is still there', async () => {
    await photos('off')
    await send(page, 'zagaj-photo')
    await expect(page.getByText('Tego zdjęcia nie da się wysłać.')).toBeVisible()
    await page.reload()
    await expect(page.getByTestId('zagaj-message').locator('img.photo')).toHaveCount(1) // what was sent stays
    await expect(page.getByTestId('zagaj-photo')).toHaveCount(0)
  })

  await test.step('asked for', async () => {
    await photos('ask')
    await page.reload()
    await expect(page.getByTestId('zagaj-message').locator('img.photo')).toHaveCount(1)
    await expect(page.getByTestId('zagaj-photo')).toHaveCount(0)
    await operator.getByTestId('talk-menu').click()
    await operator.getByRole('button', { name: 'Poproś o zdjęcie' }).click()
    await expect(page.getByTestId('zagaj-photo')).toBeVisible()
    expect(await send(page, 'zagaj-photo')).toEqual({ width: 1600, type: 'image/jpeg' })
    await expect(seen).toHaveCount(2)
  })
  await page.context().close()
})

test('a picture that can be seen through is sent on white, and whoever sent it sees it at once', async () => {
  await photos('allow')
  const page = await (await person(shopper, 'phone')).newPage()
  await listen(page)
  await page.goto(house.shop)
  await page.getByTestId('zagaj-launcher').tap()
  for (let i = 0; i < 12; i++) {
    await page.getByTestId('zagaj-input').fill(`Wiadomość ${i}`)
    await page.getByTestId('zagaj-send').tap()
  }
  await expect(page.getByTestId('zagaj-message').locator('time')).toHaveCount(12)
  const clear = await page.evaluate(() => { const canvas = document.createElement('canvas'); canvas.width = canvas.height = 800; return canvas.toDataURL('image/png').split(',')[1]! })
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByTestId('zagaj-photo').last().tap()])
  await chooser.setFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(clear, 'base64') })
  const photo = page.getByTestId('zagaj-message').locator('img.photo')
  await expect(photo).toHaveCount(1)
  expect(await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.getContext('2d')!.drawImage(await createImageBitmap((window as unknown as { __sent: Blob[] }).__sent.at(-1)!), 0, 0)
    return [...canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data]
  })).toEqual([255, 255, 255, 255])
  const log = page.getByTestId('zagaj-panel').locator('.log')
  const below = (): Promise<number> => log.evaluate((el) => Math.round(el.scrollHeight - el.scrollTop - el.clientHeight))
  await expect.poll(async () => [(await photo.boundingBox())!.height > 100, await below()]).toEqual([true, 0])
  await page.reload() // the photo comes after the words
  await expect(photo).toHaveCount(1)
  await expect.poll(async () => [(await photo.boundingBox())!.height > 100, await below()]).toEqual([true, 0])
  await page.context().close()
})

/** A product's structured data, with its sizes. */
const product = (id: string, sizes: string[]): string => JSON.stringify({ '@type': 'ProductGroup', productGroupID: id, name: `Kurtka ${id}`, hasVariant: sizes.map((size) => ({ '@type': 'Product', size, offers: { price: '499', priceCurrency: 'PLN' } })) })

test('a product of one size is never asked about others: a shop that changes its page without a new document says so, and the words come later than the address', async () => {
  const page = await (await shopper.newContext({ bypassCSP: true, locale: 'pl-PL' })).newPage() // the demo shop lets no script change its scripts
  const told: { product?: string; variants?: string[] }[] = []
  page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => {
    const f = JSON.parse(String(payload)) as { t: string; page?: (typeof told)[0] }
    if (f.t === 'page') told.push(f.page!)
  }))
  await page.goto(`${house.shop}produkt/buty-turnia`)
  const questions = page.getByTestId('zagaj-panel').getByTestId('zagaj-question')
  const sizes = questions.filter({ hasText: 'w innych rozmiarach' })
  await page.getByTestId('zagaj-launcher').click()
  await expect(sizes).toHaveCount(1) // the conversation was open before the page had told what it shows
  expect(told.at(-1)!.variants!.length).toBeGreaterThan(1)

  await test.step('another address, and its words only half a second later', async () => {
    await page.evaluate(([words]) => {
      history.pushState(null, '', '/produkt/b')
      setTimeout(() => { document.querySelector('script[type="application/ld+json"]')!.textContent = words! }, 500)
    }, [product('B', ['uniwersalny'])])
    await expect(questions.first()).toBeVisible()
    await expect(sizes).toHaveCount(0)
    expect(told.at(-1)).toMatchObject({ product: 'B', variants: ['uniwersalny'] })
  })

  await test.step('the same address, another product', async () => {
    await page.getByTestId('zagaj-minimize').click()
    await page.evaluate(([words]) => { document.querySelector('script[type="application/ld+json"]')!.outerHTML = `<script type="application/ld+json">${words}</script>` }, [product('C', ['38', '40'])])
    await expect.poll(() => told.at(-1)?.product).toBe('C')
    await page.getByTestId('zagaj-launcher').click()
    await expect(sizes).toHaveCount(1)
    await sizes.click()
    await expect(page.getByTestId('zagaj-panel')).toContainText('Do wyboru są: 38, 40.')
  })
  const count = told.length
  await page.evaluate(() => { for (let i = 0; i < 50; i++) document.body.append(`słowo ${i}`) })
  await page.waitForTimeout(600) // longer than a page is given to settle
  expect(told.length).toBe(count) // a page that only moves tells nothing new
  await page.context().close()
})

test('a coupon and a payment that fail are noticed where the visitor sees it, once each, and a rule may offer help then', async () => {
  const rule = { id: 'failed', name: 'Płatność się nie udała', enabled: true, priority: 1, when: [{ fact: 'pulse', of: 'payment_failed', within: 120 }], text: { pl: 'Coś nie tak z płatnością? Pomogę.' } }
  expect(await operator.evaluate(async (r) => (await fetch('/v1/panel/rules', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(r) })).status, rule)).toBe(200)
  const page = await (await person(shopper, 'desktop')).newPage()
  const told: string[] = []
  page.on('websocket', (ws) => ws.on('framesent', ({ payload }) => {
    const f = JSON.parse(String(payload)) as { t: string; n?: string }
    if (f.t === 'pulse' && f.n!.endsWith('_failed')) told.push(f.n!)
  }))
  /** A shop's own message, above its form. */
  const say = (mark: string, words: string): Promise<void> => page.evaluate(([attribute, text]) => {
    const line = document.querySelector(`[${attribute}]`) ?? document.createElement('p')
    line.setAttribute(attribute!, '')
    line.textContent = text!
    document.querySelector('form')!.before(line)
  }, [mark, words] as const)
  await fillCart(page, house)
  await page.goto(`${house.shop}zamowienie`)
  const field = page.locator('form.checkout input:visible').first()
  await field.click() // the first thing done here begins the measuring
  await expect.poll(async () => { await say('data-zagaj-coupon-failed', 'Kod WIOSNA wygasł'); return told }).toEqual(['coupon_failed'])
  await expect(page.getByTestId('zagaj-offer')).toBeHidden()
  await field.blur() // nobody is offered help while filling in a field; this one has sent the form
  await say('data-zagaj-payment-failed', 'Bank odrzucił płatność')
  await expect.poll(() => told).toEqual(['coupon_failed', 'payment_failed'])
  await say('data-zagaj-payment-failed', 'Bank odrzucił płatność') // the same words put there anew are no second failure
  await offered(page)
  await expect(page.getByTestId('zagaj-offer')).toContainText('Coś nie tak z płatnością? Pomogę.')
  await say('data-zagaj-payment-failed', 'Na karcie brakuje środków')
  await expect.poll(() => told).toEqual(['coupon_failed', 'payment_failed', 'payment_failed'])
  await page.context().close()
})

test('the conversation by e-mail: offered when it has ended, sent to who has typed the code from the first letter', async () => {
  const box = await Mailbox.open()
  const sending = await House.withMail(box.port)
  const desk = await (await person(worker, 'desktop')).newPage()
  await signIn(desk, sending)
  const page = await (await person(shopper, 'phone')).newPage()
  await page.goto(sending.shop)
  await page.getByTestId('zagaj-launcher').tap()
  await page.getByTestId('zagaj-input').fill('Czy kurtka ma żółtą podszewkę?')
  await page.getByTestId('zagaj-send').tap()
  await desk.getByTestId('conversation-row').first().click()
  await desk.getByTestId('composer').fill('Tak, w całości.')
  await desk.getByTestId('composer').press('Enter')
  await expect(page.getByTestId('zagaj-message')).toHaveCount(2)
  await page.getByTestId('zagaj-menu').tap()
  await page.getByTestId('zagaj-end').tap()
  await page.getByTestId('zagaj-copy').tap()
  const field = page.getByTestId('zagaj-asked')
  const go = page.getByTestId('zagaj-ask')
  expect(box.letters).toEqual([]) // nobody has asked for one

  await field.fill('Ala@Skrzynka.example')
  await go.tap()
  await expect.poll(() => box.letters.length).toBe(1)
  expect(box.letters[0]!.text).not.toContain('podszewkę') // the address may be somebody else's
  const code = /\b\d{6}\b/.exec(box.letters[0]!.text)![0]
  await expect(field).toHaveAttribute('autocomplete', 'one-time-code')
  await field.fill(code === '000000' ? '111111' : '000000')
  await go.tap()
  await expect(page.getByText('Nie udało się')).toBeVisible()
  await field.fill(code)
  await go.tap()
  await expect(page.getByText('Rozmowa jest już w drodze')).toBeVisible()
  await expect.poll(() => box.letters.length).toBe(2)
  expect(box.letters[1]!.to.toLowerCase()).toBe('ala@skrzynka.example')
  for (const words of ['Czy kurtka ma żółtą podszewkę?', 'Tak, w całości.']) expect(box.letters[1]!.text).toContain(words)
  await Promise.all([page.context().close(), desk.context().close()])
  await sending.close()
  box.close()
})
