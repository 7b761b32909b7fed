import { expect, test, type Browser, type Page } from '@playwright/test'

import { colleague, fillCart, House, launch, offered, person, signIn } from './house'
import { settled } from './walk'
import { screens, turn } from './walls'

// What a merchant tries before it counts: a rule that only counts, an experiment; and somebody who may look and touch nothing.

let house: House
let browser: Browser
let anna: Page

test.beforeAll(async () => {
  house = await House.open()
  browser = await launch()
  anna = await (await person(browser, 'desktop')).newPage()
  await signIn(anna, house)
})
test.afterAll(async () => { await browser?.close(); await house?.close() })

const read = async <T>(path: string): Promise<T> => (await (await anna.request.get(new URL(`/v1/panel/${path}`, house.panel).href)).json()) as T
const PREVIEW = ['Propozycja', 'Rozmowa', 'Telefon', 'Komputer', 'Napisz']
interface Decisions { decisions: { rule: string; outcome: string; reason: string; n: number }[] }
const dryRuns = async (): Promise<number> => (await read<Decisions>('reports?days=1')).decisions
  .filter((d) => d.rule === 'demo-cart' && d.reason === 'dry_run').reduce((n, d) => n + d.n, 0)

/** Puts a rule into a state, as a merchant does. */
async function put(rule: string, mode: 'off' | 'dry' | 'on'): Promise<void> {
  await turn(anna, `/panel/settings/rules/${rule}`)
  await anna.getByTestId(`mode-${mode}`).check()
  await anna.getByTestId('rule-save').click()
  await expect(anna.getByText('Zapisano')).toBeVisible()
}

test('a dry run decides and is counted, and nobody sees anything; switched on, the same visitor is offered help', async () => {
  await put('demo-cart', 'dry')
  await turn(anna, '/panel/settings/rules')
  await expect(anna.locator('[data-rule=demo-cart]')).toContainText('Na próbę')
  const first = await (await person(browser, 'desktop')).newPage()
  await fillCart(first, house)
  await expect.poll(async () => {
    await first.mouse.move(100 + Math.random() * 50, 300)
    return dryRuns()
  }, { timeout: 90_000, message: 'a dry run in the reports' }).toBeGreaterThan(0)
  await expect(first.getByTestId('zagaj-offer')).toBeHidden()
  expect((await read<{ offers: unknown[] }>('reports?days=1')).offers).toEqual([])
  await turn(anna, '/panel/reports/offers')
  await anna.getByTestId('report-days').selectOption('1')
  await expect(anna.getByRole('row', { name: /^tylko próba [1-9]/ })).toBeVisible()

  await put('demo-cart', 'on')
  await offered(first)
  await first.context().close()
})

test('an experiment: the weeks it takes come first, then its arms, then the verdict, which is not given too early; the hold-out is kept', async () => {
  await turn(anna, '/panel/settings/experiments')
  await anna.getByTestId('trial-add').click()
  await expect(anna.getByTestId('trial-size')).toBeVisible()
  await expect(anna.getByTestId('trial-start')).toHaveCount(0) // nothing can be started before its length is known
  await anna.getByLabel('Jaką poprawę chcesz wykryć').fill('30')
  await anna.getByTestId('trial-size').click()
  await expect(anna.getByTestId('trial-needs')).toContainText(/Potrzeba .* osób w każdej grupie.*Potrwa co najmniej \d+ (tydzień|tygodnie|tygodni)\./)
  await anna.getByTestId('trial-name').fill('Czy koszyk potrzebuje pytania?')
  await anna.getByLabel('Reguła').selectOption('demo-browse')
  await anna.getByTestId('trial-start').click()

  const trial = anna.getByTestId('trial')
  await expect(trial).toContainText('Czy koszyk potrzebuje pytania?')
  await expect(trial).toContainText('trwa')
  await expect(trial.getByRole('rowheader')).toHaveText(['nic', 'propozycja'])
  // They are stored under names of no language, so that a colleague reads them in another one.
  expect(await read('experiments')).toMatchObject({ experiments: [{ arms: [{ name: 'nothing' }, { name: 'offer' }] }] })
  await expect(trial.locator('.verdict')).toContainText('Na wniosek jest za wcześnie')
  const order = await trial.evaluate((el) => [...el.querySelectorAll('table, .verdict, .notice')].map((e) => e.className))
  expect(order.at(-1)).toContain('verdict')
  await anna.getByTestId('hold-out').fill('10')
  await anna.getByRole('button', { name: 'Zapisz' }).click()
  await expect(anna.getByText('Zapisano')).toBeVisible()
  expect(await read('policy')).toMatchObject({ hold_out: 0.1 })

  await trial.getByRole('button', { name: 'Zakończ eksperyment' }).click()
  await trial.getByRole('button', { name: 'Zakończ eksperyment' }).click()
  await expect(trial).toContainText('zakończony')
  await expect(trial.getByRole('button', { name: 'Zakończ eksperyment' })).toHaveCount(0)
})

test('a viewer sees the talks, the rules and the reports, and changes nothing: not in the panel, not past it', async () => {
  const celina = await colleague(browser, house, anna, 'Celina', 'viewer')
  const visitor = await (await person(browser, 'desktop')).newPage()
  await visitor.goto(house.shop)
  await visitor.getByTestId('zagaj-launcher').click()
  await visitor.getByTestId('zagaj-input').fill('Czy to śpiwór na lato?')
  await visitor.getByTestId('zagaj-send').click()

  await test.step('she reads a conversation, without a word of her own and without what is not sent', async () => {
    await expect(celina.getByTestId('available')).toHaveCount(0)
    await celina.getByTestId('conversation-row').filter({ hasText: 'śpiwór' }).click()
    const column = celina.getByTestId('column')
    await expect(column.getByTestId('message')).toContainText(['Czy to śpiwór na lato?'])
    await expect(column).toContainText('Twoja rola pozwala tylko czytać')
    for (const control of ['composer', 'close', 'claim', 'note-text']) await expect(celina.getByTestId(control)).toHaveCount(0)
    await visitor.getByTestId('zagaj-input').fill('Bo jadę w sierpniu')
    await anna.goto(house.panel)
    await expect(anna.getByTestId('draft')).toContainText('w sierpniu') // whoever may talk sees it
    await expect(celina.getByTestId('draft')).toHaveCount(0)
  })

  await test.step('no screen gives her anything to save', async () => {
    const open: Record<string, string[]> = {}
    for (const path of (await screens(celina)).filter((p) => !p.endsWith('/settings/account'))) { // her own password and keys are hers
      await turn(celina, path)
      await settled(celina)
      const all = await celina.locator('main').locator('input:enabled, select:enabled, textarea:enabled, button.primary:enabled, button.danger:enabled')
        .evaluateAll((found) => found.filter((e) => e.checkVisibility()).map((e) => (e.getAttribute('aria-label') ?? (e as HTMLInputElement).labels?.[0]?.textContent ?? e.textContent ?? '').trim()))
      if (all.length > 0) open[path.replace('/panel/', '')] = all
    }
    // What she may use changes what she looks at.
    expect(open).toEqual({
      history: ['Szukaj w rozmowach', 'Szukaj'], reports: [expect.stringContaining('Okres')],
      'settings/look': PREVIEW, 'settings/privacy': [expect.stringContaining('Tekst'), expect.stringContaining('Język'), 'Treść', 'Pobierz plik'], 'settings/schedule': ['godzina', 'pół godziny'],
      'settings/texts': [expect.stringContaining('Język'), 'Szukaj w tekstach', 'Tylko własne', ...PREVIEW],
    })
  })

  await test.step('the server refuses what the panel does not offer', async () => {
    const [talk] = (await read<{ conversations: { id: string }[] }>('conversations')).conversations
    const tries: [string, string, object][] = [
      ['post', `conversations/${talk!.id}/claim`, {}], ['post', `conversations/${talk!.id}/close`, {}], ['post', `conversations/${talk!.id}/notes`, { id: 'n1', text: 'x' }],
      ['put', 'shop', { peek: 'off', seats: 1 }], ['put', 'desk', { photos: 'off' }], ['post', 'invitations', { email: 'x@sklep.example', role: 'owner' }], ['put', 'schedule', {}],
      ['post', 'answers', { text: 'x' }], ['put', 'experiments', {}], ['get', 'audit', {}],
    ]
    const got: Record<string, number> = {}
    for (const [method, path, body] of tries) {
      const answer = await celina.request.fetch(new URL(`/v1/panel/${path}`, house.panel).href, { method, ...(method !== 'get' && { data: body }) })
      got[`${method} ${path}`] = answer.status()
    }
    expect(got).toEqual(Object.fromEntries(tries.map(([method, path]) => [`${method} ${path}`, 403])))
  })
  await Promise.all([celina.context().close(), visitor.context().close()])
})
