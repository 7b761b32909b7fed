import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A shop's page that makes life hard for a guest. before runs before anything of ours. */
interface Host { name: string; before?: string; snippet?: (src: string, shop: string) => string }

const snippet = (src: string, shop: string): string => `<script async src="${src}" data-shop="${shop}"></script>`

const HOSTS: readonly Host[] = [
  { name: 'a plain page' },
  { name: 'another page' },
  { name: 'a page from right to left', before: 'document.documentElement.dir = "rtl"; document.documentElement.lang = "ar"' },
  { name: 'a page that waits for consent', snippet: (src, shop) => snippet(src, shop).replace('async', 'async data-consent="wait"') },
]

/** What every page keeps account of: its lines, and shifts of the layout that nobody asked for. */
const watch = `
  window.__shift = 0; window.__sockets = [];
  const Real = WebSocket;
  window.WebSocket = class extends Real { constructor(...args) { super(...args); window.__sockets.push(this) } };
  new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.__shift += e.value }).observe({ type: 'layout-shift', buffered: true })`

export const at = (name: string): string => {
  const i = HOSTS.findIndex((h) => h.name === name)
  if (i < 0) throw new Error(`no host page is called ${name}`)
  return `/${i}`
}

/** Serves the host pages at /0, /1, …, and plain ones at any other path. */
export async function serveHosts(zagaj: string, shop: string): Promise<{ origin: string; server: Server }> {
  const src = `${zagaj}/zagaj.js`
  const page = (host: Host): string => `<!doctype html><html lang="pl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${host.name}</title>
    <script>${watch}</script><script>${host.before ?? ''}</script></head>
    <body><h1>${host.name}</h1><form><label>E-mail <input name="email" value="typed by a person"></label></form>${(host.snippet ?? snippet)(src, shop)}</body></html>`
  const server = createServer((req, res) => {
    const host = HOSTS[Number(req.url?.slice(1))] ?? HOSTS[0]!
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
