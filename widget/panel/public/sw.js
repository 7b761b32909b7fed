// The panel's service worker: it shows what the server calls for, and opens the conversation at a tap. It answers no
// requests and keeps no files, so an update of the panel is never held back by it.

addEventListener('install', () => { void self.skipWaiting() })
addEventListener('activate', (e) => { e.waitUntil(self.clients.claim()) })

addEventListener('push', (e) => { e.waitUntil(show(e.data?.json() ?? {})) })

async function show(call) {
  await self.registration.showNotification(call.title ?? 'Zagaj', {
    body: call.body ?? '', icon: '/panel/icon-192.png', badge: '/panel/icon-192.png', tag: call.conversation ?? 'zagaj', renotify: true,
    data: { path: call.conversation ? `/panel/c/${encodeURIComponent(call.conversation)}` : '/panel/' },
  })
  if (!call.step) return
  const { conversation, seq, round, step } = call
  try {
    await fetch('/v1/panel/push/heard', { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ conversation, seq, round, step }) })
  } catch { /* signed out or offline: the ladder climbs on */ }
}

addEventListener('notificationclick', (e) => {
  e.notification.close()
  e.waitUntil(open(e.notification.data?.path ?? '/panel/'))
})

/** An open panel is brought to the front and goes there; else one is opened. */
async function open(path) {
  for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) {
    if (new URL(client.url).pathname.startsWith('/panel')) {
      client.postMessage({ go: path })
      return client.focus()
    }
  }
  return self.clients.openWindow(path)
}
