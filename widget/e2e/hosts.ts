import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A shop's page that makes life hard for a guest. */
export interface Host {
  name: string
  /** Runs before anything of ours. */
  before?: string
  head?: string
  body?: string
  policy?: string
  /** The chat has to work here; elsewhere it may also stay away, silently. */
  works: boolean
  snippet?: (src: string, shop: string) => string
  doctype?: string
}

const snippet = (src: string, shop: string): string => `<script async src="${src}" data-shop="${shop}"></script>`
const css = (rules: string): string => `<style>${rules}</style>`

/** Z stands for Zagaj's origin, W for its sockets', in policies. */
export const HOSTS: readonly Host[] = [
  { name: 'a plain page', works: true },
  { name: 'quirks mode', works: true, doctype: '' },
  { name: 'JSON.stringify overwritten', works: false, before: 'JSON.stringify = () => { throw new Error("host") }' },
  { name: 'JSON.parse overwritten', works: false, before: 'JSON.parse = () => undefined' },
  { name: 'fetch overwritten', works: true, before: 'fetch = () => { throw new Error("host") }' },
  { name: 'no WebSocket', works: false, before: 'WebSocket = undefined' },
  { name: 'a WebSocket that throws', works: false, before: 'WebSocket = class { constructor() { throw new Error("host") } }' },
  { name: 'Array.prototype overwritten', works: false, before: 'Array.prototype.filter = Array.prototype.map = function () { return 1 }' },
  { name: 'Array.prototype with extras', works: true, before: 'Array.prototype.last = function () { return this[this.length - 1] }' },
  { name: 'Object.prototype polluted', works: true, before: 'Object.prototype.tag = "host"; Object.prototype.isHost = () => true' },
  { name: 'no shadow roots', works: false, before: 'delete Element.prototype.attachShadow' },
  { name: 'setTimeout overwritten', works: false, before: 'window.setTimeout = () => 0' },
  { name: 'a frozen history', works: true, before: 'Object.freeze(history)' },
  { name: 'a strict policy', works: true, policy: "default-src 'none'; script-src Z 'nonce-host'; style-src 'nonce-host'; connect-src Z W; img-src Z" },
  { name: 'trusted types', works: true, policy: "require-trusted-types-for 'script'; trusted-types 'none'" },
  { name: 'clobbered names', works: false, body: '<img name="body"><form id="Zagaj"></form><form name="currentScript"><input name="dataset"></form>' },
  { name: 'clobbered ids', works: true, body: '<a id="zagaj"></a><form id="location"></form><input id="open"><div id="root"></div>' },
  { name: 'the whole document hidden', works: false, head: css('* { display: none !important }') },
  { name: 'everything hidden', works: true, head: css('body * { display: none !important; visibility: hidden !important; opacity: 0 !important }') },
  { name: 'everything unset', works: true, head: css('*, *::before, *::after { all: unset !important; font-size: 3px !important; transition: all 3s !important }') },
  { name: 'something on top of everything', works: true, body: '<div style="position:fixed;inset:0;z-index:2147483647;background:#eee">on top</div>' },
  { name: 'a moved body', works: true, head: css('html { font-size: 62.5% } body { transform: translateX(40px); overflow: hidden; height: 10px; filter: blur(0) }') },
  { name: 'two snippets', works: true, snippet: (src, shop) => snippet(src, shop) + snippet(src, shop) },
  { name: 'a snippet in the head, not async', works: true, snippet: () => '', head: '<script src="SRC" data-shop="SHOP"></script>' },
  { name: 'a tag manager', works: true, snippet: (src, shop) => `<script nonce="host">setTimeout(() => { const s = document.createElement('script'); s.src = '${src}'; s.dataset.shop = '${shop}'; document.head.append(s) })</script>` },
  { name: 'blocked storage', works: true, before: 'for (const s of ["localStorage", "sessionStorage"]) Object.defineProperty(window, s, { get() { throw new DOMException("denied", "SecurityError") } })' },
  { name: 'full storage', works: true, before: 'Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") }' },
  { name: 'keys taken by the page', works: true, before: 'for (const type of ["keydown", "keypress", "focusin"]) addEventListener(type, (e) => e.stopImmediatePropagation(), true)' },
  { name: 'a page from right to left', works: true, before: 'document.documentElement.dir = "rtl"; document.documentElement.lang = "ar"' },
  { name: 'a gardener who weeds', works: false, before: 'addEventListener("load", () => new MutationObserver(() => document.querySelector("body > zagaj-chat")?.remove()).observe(document.body, { childList: true }))' },
  { name: 'an open dialog', works: false, body: '<dialog id="d">Cookies?</dialog><script nonce="host">document.getElementById("d").showModal()</script>' },
  { name: 'a page that waits for consent', works: true, snippet: (src, shop) => snippet(src, shop).replace('async', 'async data-consent="wait"') },
  { name: 'a page of its own world', works: true, before: 'window.Promise.prototype.finally = undefined; window.structuredClone = undefined; delete window.visualViewport; delete window.Intl.Segmenter' },
]

/** What every host page keeps account of: its own globals, lines, shifts of its own layout (what moves in our shadow root has no
 *  node here), and who reads what people type. */
const watch = `
  window.__before = new Set(Object.getOwnPropertyNames(window)); window.__shift = 0; window.__read = []; window.__sockets = [];
  const Real = WebSocket;
  window.WebSocket = class extends Real { constructor(...args) { super(...args); window.__sockets.push(this) } };
  new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) for (const { node } of e.sources) if (node) { window.__shift += e.value; break } }).observe({ type: 'layout-shift', buffered: true });
  for (const c of [HTMLInputElement, HTMLTextAreaElement]) {
    const real = Object.getOwnPropertyDescriptor(c.prototype, 'value');
    Object.defineProperty(c.prototype, 'value', { ...real, get() { if (this.getRootNode() === document) window.__read.push(new Error().stack); return real.get.call(this) } });
  }`

export const at = (name: string): string => {
  const i = HOSTS.findIndex((h) => h.name === name)
  if (i < 0) throw new Error(`no host page is called ${name}`)
  return `/${i}`
}

/** Serves the host pages at /0, /1, …, and plain ones at any other path. */
export async function serveHosts(zagaj: string, shop: string): Promise<{ origin: string; server: Server }> {
  const src = `${zagaj}/zagaj.js`
  const page = (host: Host): string => {
    const fill = (s: string): string => s.replace('SRC', src).replace('SHOP', shop)
    return `${host.doctype ?? '<!doctype html>'}<html lang="pl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${host.name}</title>
      <script nonce="host">${watch}</script><script nonce="host">${host.before ?? ''}</script>${fill(host.head ?? '').replace('<style>', '<style nonce="host">')}</head>
      <body><h1>${host.name}</h1><form><label>E-mail <input name="email" value="typed by a person"></label></form>${host.body ?? ''}
      ${(host.snippet ?? snippet)(src, shop)}</body></html>`
  }
  const server = createServer((req, res) => {
    const host = HOSTS[Number(req.url?.slice(1))] ?? HOSTS[0]!
    if (host.policy) res.setHeader('Content-Security-Policy', host.policy.replaceAll('Z', zagaj).replaceAll('W', zagaj.replace('http', 'ws')))
    if (req.url === '/worker.js') {
      res.setHeader('Content-Type', 'text/javascript')
      res.end('addEventListener("install", () => skipWaiting()); addEventListener("activate", (e) => e.waitUntil(clients.claim())); addEventListener("fetch", (e) => e.respondWith(fetch(e.request)))')
      return
    }
    res.setHeader('Content-Type', 'text/html; charset=utf-8')
    res.end(page(host))
  })
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}
