// The shop works without this file: it only keeps an impatient second click from sending a form twice.
addEventListener('submit', (e) => {
  const form = e.target
  if (e.defaultPrevented || form.method !== 'post') return
  if (form.dataset.sent) { e.preventDefault(); return }
  form.dataset.sent = '1'
})
// A page that comes back from the browser's memory can be sent again.
addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent })
