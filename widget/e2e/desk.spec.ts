import { expect, test, type Browser, type Page } from '@playwright/test'

import { fillCart, House, launch, person, signIn } from './house'

let house: House
let shopper: Browser
let worker: Browser

// The demo's rules wait an hour here: every conversation is the visitor's own beginning.
test.beforeAll(async () => { house = await House.open(3600); shopper = await launch(); worker = await launch() })
test.afterAll(async () => { await Promise.all([shopper?.close(), worker?.close()]); await house?.close() })

/** A visitor who writes a first message. */
async function write(text: string): Promise<Page> {
  const visitor = await (await person(shopper, 'desktop')).newPage()
  await visitor.goto(house.shop)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill(text)
  await visitor.getByTestId('zagaj-send').click()
  await expect(visitor.getByTestId('zagaj-message')).toHaveCount(1)
  return visitor
}

test('two conversations side by side, all of it from the keyboard', async () => {
  const operator = await (await person(worker, 'desktop')).newPage()
  await signIn(operator, house)
  const one = await write('Czy kurtka wypada normalnie?')
  const two = await write('Kiedy wyślecie zamówienie?')
  const columns = operator.getByTestId('column')
  await expect(columns).toHaveCount(2)
  const first = columns.filter({ hasText: 'Czy kurtka wypada normalnie?' })
  const second = columns.filter({ hasText: 'Kiedy wyślecie zamówienie?' })

  await test.step('each shows how long the visitor waits, and the answer ends it', async () => {
    await expect(first.getByTestId('wait')).toBeVisible()
    await first.getByTestId('composer').fill('Tak, normalnie.')
    await operator.keyboard.press('Enter')
    await expect(one.getByTestId('zagaj-message')).toHaveCount(2)
    await expect(first.getByTestId('wait')).toBeHidden()
  })

  await test.step('an answer waits while the visitor writes, and goes out with their message', async () => {
    await one.getByTestId('zagaj-input').pressSequentially('A czy mogę ', { delay: 30 })
    await expect(first.getByTestId('draft')).toContainText('A czy mogę')
    const typing = (async () => { for (let i = 0; i < 12; i++) await one.getByTestId('zagaj-input').pressSequentially('ją oddać ', { delay: 60 }) })()
    await first.getByTestId('composer').fill('Jasne, przez 30 dni.')
    await operator.keyboard.press('Enter')
    await expect(first.getByTestId('held')).toContainText('30 dni')
    await typing
    await one.getByTestId('zagaj-send').click()
    await expect(one.getByTestId('zagaj-message').filter({ hasText: '30 dni' })).toHaveCount(1)
    await expect(first.getByTestId('held')).toBeHidden()
  })

  await test.step('the slash finds a ready answer', async () => {
    await second.getByTestId('composer').focus()
    await operator.keyboard.press('/')
    await expect(operator.getByTestId('answer-menu').getByRole('option').first()).toBeVisible()
    await operator.keyboard.press('Enter')
    await expect(second.getByTestId('composer')).not.toHaveValue(/^\//)
    await expect(second.getByTestId('composer')).not.toHaveValue('')
    await operator.keyboard.press('Enter')
    await expect(two.getByTestId('zagaj-message')).toHaveCount(2)
  })

  await test.step('"I don’t know" becomes a promise', async () => {
    await second.getByTestId('composer').fill('Nie wiem, kiedy')
    // What was to be fetched for it does not come: it is said, and the next press tries again.
    const piece = /PromiseDialog-.*\.js$/
    await operator.route(piece, (route) => route.abort())
    await second.getByTestId('promise-open').click()
    await expect(operator.getByTestId('toast')).toContainText('Serwer nie odpowiada')
    await operator.unroute(piece)
    await second.getByTestId('promise-open').click()
    await operator.getByTestId('promise-dialog').getByRole('textbox').fill('kiedy wyjdzie paczka')
    await operator.getByTestId('promise-make').click()
    await expect(operator.getByTestId('promise-row')).toContainText('kiedy wyjdzie paczka')
    await expect(second.locator('[data-role=system]')).toHaveCount(1)
  })

  await test.step('what was typed outlives a reload', async () => {
    await first.getByTestId('composer').fill('Jeszcze jedno')
    await operator.reload()
    await expect(columns).toHaveCount(2)
    await expect(first.getByTestId('composer')).toHaveValue('Jeszcze jedno')
    await first.getByTestId('composer').press('Enter')
    await expect(one.getByTestId('zagaj-message').filter({ hasText: 'Jeszcze jedno' })).toHaveCount(1)
  })

  await test.step('sending and ending is one key; where only one has room, the next takes its place', async () => {
    await operator.setViewportSize({ width: 800, height: 900 })
    await expect(columns).toHaveCount(1)
    await first.getByTestId('composer').fill('Dziękuję za rozmowę!')
    await operator.keyboard.press('Control+Enter')
    await expect(second).toBeVisible()
    await expect(columns).toHaveCount(1)
    await operator.setViewportSize({ width: 1440, height: 900 })
    await expect(one.getByText('Rozmowa zakończona')).toBeVisible()
  })

  await test.step('the palette does what menus do: a break, and back; the hours of work by their name', async () => {
    const by = async (words: string): Promise<void> => {
      await operator.keyboard.press('Control+k')
      await operator.getByTestId('palette').getByRole('combobox').fill(words)
      await operator.keyboard.press('Enter')
    }
    await by('przerwa 15')
    await expect(operator.getByTestId('available')).toContainText(/Przerwa 1[45]:\d\d/)
    await by('zacznij przyjmować')
    await expect(operator.getByTestId('available')).toHaveAttribute('aria-checked', 'true')
    await by('przerwa 15')
    await operator.keyboard.press('Alt+a')
    await expect(operator.getByTestId('available')).toHaveAttribute('aria-checked', 'true')
    await expect(operator.getByTestId('available')).not.toContainText('Przerwa')
    const look = operator.locator('html')
    await by('jasny albo ciemny') // the browser's is light
    await expect(look).toHaveAttribute('data-theme', 'dark')
    await by('jasny albo ciemny')
    await expect(look).toHaveAttribute('data-theme', 'light')
    await by('jasny albo ciemny')
    await expect(look).toHaveAttribute('data-theme', 'dark')
    // The next palette is asked for before the browser has told that this one is closed.
    await operator.keyboard.press('Control+k')
    await operator.getByTestId('palette').getByRole('combobox').fill('jasny albo ciemny')
    await operator.evaluate(async () => {
      const press = (key: string, ctrlKey: boolean): void => { document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, code: ctrlKey ? 'KeyK' : key, ctrlKey, bubbles: true, cancelable: true })) }
      press('Enter', false)
      for (let i = 0; i < 20; i++) await Promise.resolve()
      press('k', true)
    })
    await operator.getByTestId('palette').getByRole('combobox').fill('godziny pracy')
    await operator.keyboard.press('Enter')
    await expect(operator).toHaveURL(/settings\/schedule$/)
    await operator.getByTestId('nav-desk').click()
  })

  await test.step('the palette goes anywhere', async () => {
    await operator.keyboard.press('Control+k')
    await operator.getByTestId('palette').getByRole('combobox').fill('kurtka')
    await operator.keyboard.press('Enter')
    await expect(operator).toHaveURL(/history\?q=kurtka/)
    await expect(operator.getByTestId('found')).toContainText('Czy kurtka wypada normalnie?')
    await expect(operator.getByTestId('found').locator('.row-title').first()).toHaveText(/^(Klient|Visitor) \S/) // which of them
  })

  await test.step('of many ended conversations the older ones come when asked for', async () => {
    // A hundred more than there are stand at the front; what is asked for beyond them the server answers itself.
    const more = /\/v1\/panel\/conversations\?state=closed$/
    await operator.route(more, async (route) => {
      const { conversations: [one] } = (await (await route.fetch()).json()) as { conversations: { id: string; closed_at: number }[] }
      const many = Array.from({ length: 100 }, (_, i) => ({ ...one!, id: `${one!.id}-${i}`, closed_at: one!.closed_at + 100 - i }))
      await route.fulfill({ json: { conversations: many } })
    })
    await operator.getByTestId('nav-desk').click()
    await operator.getByTestId('nav-history').click()
    const rows = operator.getByTestId('closed').locator('.row')
    await expect(rows).toHaveCount(100)
    await operator.getByTestId('more-closed').click()
    await expect(rows.nth(100)).toBeVisible()
    await expect(operator.getByTestId('more-closed')).toHaveCount(0)
    await operator.unroute(more)
  })

  await operator.getByTestId('nav-desk').click()
  await columns.getByTestId('close').click()
  await expect(two.getByText('Rozmowa zakończona')).toBeVisible() // else the browser may be gone before the command is sent, and the next story finds one more
  await Promise.all([one.context().close(), two.context().close(), operator.context().close()])
})

test('the newest words stay in view whatever becomes of the room for them, unless one has scrolled up to read', async () => {
  const operator = await (await person(worker, 'desktop')).newPage()
  await signIn(operator, house)
  const visitor = await write('Proszę o długą odpowiedź')
  const column = operator.getByTestId('column').filter({ hasText: 'Proszę o długą' })
  const composer = column.getByTestId('composer')
  const inView = (text: string) => expect(column.getByTestId('message').filter({ hasText: text })).toBeInViewport({ ratio: 1 })
  const says = async (text: string): Promise<void> => {
    await visitor.getByTestId('zagaj-input').fill(text)
    await visitor.getByTestId('zagaj-send').click()
    await expect(column.getByTestId('message').filter({ hasText: text })).toHaveCount(1)
  }
  const long = 'Ta kurtka jest uszyta z wełny i na pewno będzie ciepła także wtedy, gdy zima potrwa do maja. '
  for (const n of [1, 2, 3, 4]) {
    await composer.fill(`${n}. ${long.repeat(8)}`)
    await operator.keyboard.press('Enter')
    await expect(column.getByTestId('message').filter({ hasText: `${n}. Ta kurtka` })).toHaveCount(1)
  }
  await says('Dziękuję, to wiele')
  await inView('Dziękuję, to wiele')

  await composer.fill('linia\n'.repeat(9)) // a draft of many lines takes room
  await inView('Dziękuję, to wiele')
  await says('Jeszcze jedno')
  await inView('Jeszcze jedno')
  await composer.fill('')

  const other = await write('Druga osoba') // a second column
  await expect(operator.getByTestId('column')).toHaveCount(2)
  await inView('Jeszcze jedno')
  await says('Jest tam kto?')
  await inView('Jest tam kto?')

  await column.getByRole('region', { name: 'Wiadomości' }).hover()
  await operator.mouse.wheel(0, -600)
  await expect(column.getByTestId('message').filter({ hasText: 'Jest tam kto?' })).not.toBeInViewport()
  await says('Poczekam')
  await operator.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await expect(column.getByTestId('message').filter({ hasText: 'Poczekam' })).not.toBeInViewport()
  await operator.mouse.wheel(0, 6000)
  await inView('Poczekam')
  await says('Już wiem')
  await inView('Już wiem')

  await operator.getByTestId('column').getByTestId('close').first().click()
  await operator.getByTestId('column').filter({ hasNotText: 'zakończona' }).getByTestId('close').first().click()
  await Promise.all([visitor, other].map((p) => expect(p.getByText('Rozmowa zakończona')).toBeVisible()))
  await Promise.all([visitor.context().close(), other.context().close(), operator.context().close()])
})

test('on a phone: accept, answer, swipe, end', async () => {
  const operator = await (await person(worker, 'phone')).newPage()
  await signIn(operator, house)
  const one = await write('Pierwsza rozmowa')
  const two = await write('Druga rozmowa')
  await operator.getByTestId('conversation-row').filter({ hasText: 'Pierwsza rozmowa' }).click()
  const columns = operator.getByTestId('column')
  await expect(columns).toHaveCount(2)
  await expect(columns.filter({ hasText: 'Pierwsza rozmowa' })).toBeInViewport()
  await operator.locator('.deck').evaluate((el) => el.scrollTo({ left: el.scrollLeft === 0 ? el.clientWidth : 0 }))
  const second = columns.filter({ hasText: 'Druga rozmowa' })
  await expect(second).toBeInViewport({ ratio: 0.9 })
  expect(await operator.evaluate(() => [document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight])).toEqual([0, 0])
  await second.getByTestId('promise').click() // what stood beside the screen made the page wider: dialogs came to lie past its edge
  await expect(operator.getByTestId('promise-dialog')).toBeInViewport({ ratio: 1 })
  await operator.keyboard.press('Escape')
  await second.getByTestId('composer').fill('Dzień dobry!')
  await second.getByTestId('send').click()
  await expect(two.getByTestId('zagaj-message')).toHaveCount(2)
  await second.getByTestId('close').click()
  await expect(two.getByText('Rozmowa zakończona')).toBeVisible()
  await operator.getByTestId('conversation-row').first().click()
  await columns.getByTestId('close').click()
  await expect(one.getByText('Rozmowa zakończona')).toBeVisible()
  await Promise.all([one.context().close(), two.context().close(), operator.context().close()])
})

test('on a phone: Back puts the cart’s drawer away and leaves nothing behind, and what scrolls in it passes under its head', async () => {
  const operator = await (await person(worker, 'phone')).newPage()
  await signIn(operator, house)
  const visitor = await write('Czy koszyk jest widoczny?')
  const drawer = operator.getByRole('dialog', { name: 'Koszyk i wizyta' })
  await operator.getByTestId('conversation-row').filter({ hasText: 'Czy koszyk' }).click()
  const conversation = operator.url()
  const open = async (): Promise<void> => { await operator.getByRole('button', { name: 'Koszyk i wizyta' }).click(); await expect(drawer).toBeVisible() }

  await test.step('beside a conversation', async () => {
    await open()
    await drawer.evaluate((el) => el.scrollTo(0, 60))
    const onTop = await drawer.evaluate((el) => { const r = el.querySelector('.drawer-head')!.getBoundingClientRect(); return [r.left + 30, r.right - 20].map((x) => document.elementFromPoint(x, r.top + r.height / 2)!.closest('.drawer-head') !== null) })
    expect(onTop).toEqual([true, true])
    await operator.goBack()
    await expect(drawer).toBeHidden()
    expect(operator.url()).toBe(conversation)
    await open()
    await drawer.getByRole('button', { name: 'Zamknij' }).click()
    await expect(drawer).toBeHidden()
    await operator.goBack() // the drawer that was closed by hand is no step of its own
    await expect(operator.getByTestId('conversation-row').first()).toBeVisible()
    await operator.getByTestId('conversation-row').filter({ hasText: 'Czy koszyk' }).click()
    await open()
    await operator.evaluate(() => history.go(-2))
    await expect(drawer).toBeHidden()
    await operator.getByTestId('conversation-row').filter({ hasText: 'Czy koszyk' }).click() // the page takes presses
    expect(operator.url()).toBe(conversation)
  })

  await test.step('beside a visitor', async () => {
    await operator.goBack()
    await operator.getByTestId('nav-visitors').click()
    await operator.getByTestId('visitor-row').first().click()
    await open()
    await operator.goBack()
    await expect(drawer).toBeHidden()
    await operator.goBack()
    await operator.getByTestId('visitor-row').first().click()
    await expect(operator).toHaveURL(/visitors\/./)
  })
  await operator.goto(conversation)
  await operator.getByTestId('column').getByTestId('close').click()
  await expect(visitor.getByText('Rozmowa zakończona')).toBeVisible()
  await Promise.all([visitor.context().close(), operator.context().close()])
})

test('on a phone long words stay in their boxes, and an empty desk of a closed shop says when it opens', async () => {
  const operator = await (await person(worker, 'phone')).newPage()
  await signIn(operator, house)
  const visitor = await write('Pytanie do etykiety')
  await operator.getByTestId('conversation-row').filter({ hasText: 'Pytanie do etykiety' }).click()
  await operator.getByRole('button', { name: 'Koszyk i wizyta' }).click()
  const tag = operator.getByRole('dialog').getByPlaceholder('Dodaj etykietę')
  await tag.fill('Reklamacja-rozmiaru-42-kurtka-zimowa-zł')
  await tag.press('Enter')
  const over = (inner: string, outer: string) => operator.evaluate(([a, b]) => {
    const [x, y] = [document.querySelector(a!)!, document.querySelector(b!)!]
    return [x.scrollWidth - x.clientWidth, Math.max(0, x.getBoundingClientRect().right + parseFloat(getComputedStyle(y).paddingRight) - y.getBoundingClientRect().right - 1)]
  }, [inner, outer])
  await expect(operator.locator('.tags .tag')).toBeVisible()
  expect(await over('.tags .tag', '.card:has(.tags)')).toEqual([0, 0])
  await operator.goBack()
  await operator.getByTestId('column').getByTestId('close').click()
  await expect(visitor.getByText('Rozmowa zakończona')).toBeVisible()

  await operator.goto(`${house.panel}settings/rules`)
  await operator.getByTestId('rule').first().getByRole('link').click()
  await operator.getByTestId('rule-name').fill('Bardzodługanazwaregułybezodstępów'.repeat(2))
  expect(await over('.rule-title', '.card:has(.rule-title)')).toEqual([0, 0])

  const { schedule } = await operator.evaluate(async () => (await (await fetch('/v1/panel/schedule')).json()) as { schedule: { open: string[] } })
  const put = (open: string[]) => operator.evaluate((s) => fetch('/v1/panel/schedule', { method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(s) }).then((r) => r.ok), { ...schedule, open })
  expect(await put([`* 9-16 * * ${(new Date().getDay() + 3) % 7}`])).toBe(true)
  await operator.goto(house.panel)
  await expect(operator.getByTestId('conversations-empty')).toContainText(/Sklep jest teraz zamknięty. Otwarcie: .+ 09:00/)
  await expect(operator.getByTestId('closed-hint')).toContainText('09:00')
  expect(await over('.bar-closed span', '.bar')).toEqual([0, 0])
  expect(await put(schedule.open)).toBe(true)
  await Promise.all([visitor.context().close(), operator.context().close()])
})

test('who is on the site, why nobody was offered help, and an invitation by hand', async () => {
  const operator = await (await person(worker, 'desktop')).newPage()
  await signIn(operator, house)
  const visitor = await (await person(shopper, 'desktop')).newPage()
  await fillCart(visitor, house)
  await operator.getByTestId('nav-visitors').click()
  const row = operator.getByTestId('visitor-row').first()
  await expect(row.getByTestId('rule-state')).toHaveText(/^\d:\d\d z 1:00:00$/) // the rule that is nearest, and the time it waits for
  await row.click()
  await expect(operator.getByTestId('rule').filter({ hasText: /\d:\d\d z 1:00:00/ })).not.toHaveCount(0)
  await operator.getByTestId('rule').first().click()
  await expect(operator.locator('.condition').first()).toBeVisible()
  // A visit begins with some quiet seconds, in which nobody is offered anything, not by hand either.
  await expect.poll(async () => {
    await operator.getByTestId('invite').click()
    await expect(operator.getByTestId('invite-said')).not.toBeEmpty()
    return visitor.getByTestId('zagaj-offer').isVisible()
  }, { timeout: 90_000, intervals: [3000] }).toBe(true)
  await expect(visitor.getByTestId('zagaj-offer')).toContainText('Anna')
  await visitor.getByTestId('zagaj-offer-close').click()
  await expect.poll(async () => {
    await operator.getByTestId('invite').click()
    await expect(operator.getByTestId('invite-said')).not.toBeEmpty()
    return operator.getByTestId('invite-said').textContent()
  }, { timeout: 60_000, intervals: [1000] }).toContain('klient nie chce propozycji')
  await expect(visitor.getByTestId('zagaj-offer')).toBeHidden()
  await Promise.all([visitor.context().close(), operator.context().close()])
})

test('a page made four times as large: a conversation is found, read and answered', async () => {
  const context = await worker.newContext({ viewport: { width: 1280, height: 1024 }, locale: 'pl-PL' })
  const operator = await context.newPage()
  await signIn(operator, house)
  const visitor = await (await person(shopper, 'desktop')).newPage()
  await visitor.goto(house.shop)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill('Czy mieści się w schowku?')
  await visitor.getByTestId('zagaj-send').click()
  await expect(operator.getByTestId('column').filter({ hasText: 'w schowku' })).toBeVisible()
  expect((await operator.request.put(new URL('/v1/panel/guide', house.panel).href, { data: { step: 'shop', done: [], ended: false } })).status()).toBe(200)
  await operator.setViewportSize({ width: 320, height: 256 })
  await operator.goto(house.panel)
  await operator.getByTestId('resume').waitFor() // it stands below the list
  await operator.getByTestId('conversation-row').filter({ hasText: 'w schowku' }).click()
  const column = operator.getByTestId('column').filter({ hasText: 'w schowku' })
  expect(await column.getByTestId('message').first().evaluate((el) => el.closest('.scroll')!.clientHeight)).toBeGreaterThan(60)
  await column.getByTestId('composer').fill('Tak, w obu.')
  await column.getByTestId('send').click()
  await expect(visitor.getByTestId('zagaj-message').filter({ hasText: 'Tak, w obu.' })).toBeVisible()
  await Promise.all([context.close(), visitor.context().close()])
})
