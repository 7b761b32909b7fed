import { flushSync, mount, unmount } from 'svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { words } from '../words.svelte'
import PrivacyText from './PrivacyText.svelte'
import { en } from './privacyText'

let shown: object
const late: Record<string, () => void> = {}
const text = (): string | undefined => { flushSync(); return document.querySelector<HTMLTextAreaElement>('[data-testid=privacy-text]')?.value }
beforeEach(() => {
  words.choose('en')
  vi.stubGlobal('fetch', (to: string) => new Promise<Response>((done) => { const lang = /lang=(\w+)/.exec(to)![1]!; late[lang] = () => done(Response.json({ text: lang })) }))
  shown = mount(PrivacyText, { target: document.body, props: {} })
  flushSync()
})
afterEach(() => { void unmount(shown); document.body.replaceChildren(); vi.unstubAllGlobals() })

it('the text that was chosen last is shown, though the one before comes later', async () => {
  const lang = document.querySelector<HTMLSelectElement>('[data-testid=privacy-lang]')!
  lang.selectedIndex = 0
  lang.dispatchEvent(new Event('change', { bubbles: true }))
  flushSync()
  late['pl']!()
  await vi.waitFor(() => expect(text()).toBe('pl'))
  late['en']!()
  await new Promise((done) => setTimeout(done))
  expect(text()).toBe('pl')
})

it('where there is no clipboard the text is selected, ready for the keyboard', async () => {
  late['en']!()
  await vi.waitFor(() => expect(text()).toBe('en'))
  vi.stubGlobal('navigator', { ...navigator, clipboard: undefined })
  const select = vi.spyOn(document.querySelector<HTMLTextAreaElement>('[data-testid=privacy-text]')!, 'select')
  ;[...document.querySelectorAll('button')].find((b) => b.textContent === en.copy)!.click()
  await vi.waitFor(() => expect(select).toHaveBeenCalledOnce())
})
