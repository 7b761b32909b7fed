/** As near to the end as counts as being there, in pixels. */
const NEAR_PX = 80

/** Keeps a log's end in view while it or the room for it changes, unless the person has scrolled up to read. Its only child is what it shows. */
export function keepEnd(log: HTMLElement): () => void {
  let isAtEnd = true
  let shown = ''
  const size = (): string => `${log.scrollHeight} ${log.clientHeight} ${log.clientWidth}`
  // A scroll with another size is the browser's own, made by the change: it says nothing of what the person wants to see.
  const onscroll = (): void => {
    if (size() === shown) isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX
  }
  const sizes = new ResizeObserver(() => {
    shown = size()
    if (isAtEnd) log.scrollTop = log.scrollHeight
  })
  sizes.observe(log)
  sizes.observe(log.firstElementChild!)
  log.addEventListener('scroll', onscroll)
  return () => {
    sizes.disconnect()
    log.removeEventListener('scroll', onscroll)
  }
}
