// Runs in a shop's own service worker, which loads it: tells a visitor that a promised answer is there, and brings the shop to the
// front at a tap. It answers no requests and keeps nothing.

addEventListener('install', () => { void self.skipWaiting() })

addEventListener('push', (e) => {
  const call = e.data?.json() ?? {}
  e.waitUntil(self.registration.showNotification(call.title ?? 'Zagaj', { body: call.body ?? '', tag: 'zagaj-answer' }))
})

addEventListener('notificationclick', (e) => {
  e.notification.close()
  e.waitUntil(show())
})

/** A page of the shop that is open is brought to the front; else its first page is opened. */
async function show() {
  const [page] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return page ? page.focus() : self.clients.openWindow('/')
}
