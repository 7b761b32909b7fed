import { button, h } from './dom'
import type { StartTell } from './link'
import { override, spoken } from './texts'

/** Where a shop puts the worker, and a path of its own, so that no worker of the shop's is replaced and no page is led by ours. */
const WORKER = '/zagaj-push.js'
const SCOPE = '/zagaj-push/'

const en = { tell: 'Tell me in this browser', told: 'This browser tells you when the answer is there.', untell: 'Turn off', untold: 'This browser cannot do that.' }
export const texts: Record<string, typeof en> = {
  en,
  pl: { tell: 'Powiadom mnie w tej przeglądarce', told: 'Ta przeglądarka powiadomi Cię, gdy będzie odpowiedź.', untell: 'Wyłącz', untold: 'Ta przeglądarka tego nie potrafi.' },
  de: { tell: 'In diesem Browser benachrichtigen', told: 'Dieser Browser meldet sich, sobald die Antwort da ist.', untell: 'Ausschalten', untold: 'Dieser Browser kann das nicht.' },
  cs: { tell: 'Dejte mi vědět v tomto prohlížeči', told: 'Tento prohlížeč vám dá vědět, až odpověď přijde.', untell: 'Vypnout', untold: 'Tento prohlížeč to neumí.' },
  sk: { tell: 'Dajte mi vedieť v tomto prehliadači', told: 'Tento prehliadač vám dá vedieť, keď odpoveď príde.', untell: 'Vypnúť', untold: 'Tento prehliadač to nedokáže.' },
  uk: { tell: 'Повідомити мене в цьому браузері', told: 'Цей браузер повідомить, коли надійде відповідь.', untell: 'Вимкнути', untold: 'Цей браузер цього не вміє.' },
}

interface Types { createPolicy(name: string, rules: { createScriptURL(): string }): { createScriptURL(url: string): string } }

let policy: ReturnType<Types['createPolicy']> | undefined

/** Where a page demands Trusted Types, the one address a worker of ours may come from. The policy is made once, and not before it is needed: who only
 *  reads the texts above may not make it. */
const address = (): string => {
  policy ??= (window as { trustedTypes?: Types }).trustedTypes?.createPolicy('zagaj-push', { createScriptURL: () => WORKER })
  return policy?.createScriptURL(WORKER) ?? WORKER
}

/** Whether the shop has put our worker at its own address: a page that stands for what is missing is no script. */
async function isThere(): Promise<boolean> {
  const res = await fetch(WORKER, { method: 'HEAD' })
  return res.ok && /script/.test(res.headers.get('content-type') ?? '')
}

const base64url = (b: ArrayBuffer | null): string => btoa(String.fromCharCode(...new Uint8Array(b ?? new ArrayBuffer(0)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

/** Nothing is loaded at its path, so nobody else waits for it to begin. */
async function register(): Promise<PushManager> {
  const at = await navigator.serviceWorker.register(address(), { scope: SCOPE })
  const coming = at.installing ?? at.waiting
  if (!at.active && coming) {
    await new Promise<void>((done) => { coming.addEventListener('statechange', () => { if (coming.state === 'activated' || coming.state === 'redundant') done() }) })
  }
  return at.pushManager
}

async function subscribe(key: string): Promise<PushSubscription> {
  const push = await register()
  const options = { userVisibleOnly: true, applicationServerKey: key }
  try { return await push.subscribe(options) } catch (e) {
    // The shop's server has another key now: what was agreed to holds for the old one only.
    const old = await push.getSubscription()
    if (!old) throw e
    await old.unsubscribe()
    return push.subscribe(options)
  }
}

/** Offers under a promise to tell this browser when it is kept, where the shop has our worker. Nobody is asked before the press. */
export const startTell: StartTell = async (link, line, promise, on, take) => {
  if (!('PushManager' in window) || Notification.permission === 'denied' || !await isThere()) return
  const { lang } = link.welcome()!
  const t = override(texts[spoken(lang)]!, lang, link)
  const box = h('div')
  const kept = (now: boolean): void => {
    if (now) box.replaceChildren(h('p', { role: 'status' }, t.told), button('quiet', 'untell', () => ask(false), t.untell))
    else box.replaceChildren(button('quiet', 'tell', () => void press(), t.tell))
  }
  const lost = (): void => box.replaceChildren(h('p', { role: 'status' }, t.untold))
  const agree = async (key: string): Promise<void> => {
    const s = await subscribe(key)
    link.send({ t: 'push', promise, endpoint: s.endpoint, p256dh: base64url(s.getKey('p256dh')), auth: base64url(s.getKey('auth')) })
  }
  const ask = (now: boolean): void => {
    take((f) => {
      if (f.t === 'error') lost()
      else if (f.t === 'push' && f.promise === promise) f.key ? agree(f.key).catch(lost) : kept(f.on)
    })
    link.send({ t: 'push', promise, on: now })
  }
  const press = async (): Promise<void> => {
    if (await Notification.requestPermission() === 'granted') ask(true)
    else box.remove()
  }
  kept(on)
  line.append(box)
}
