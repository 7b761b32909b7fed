import type { Message } from '../wire/frames'
import { newID } from '../wire/text'
import { h } from './dom'
import type { Link } from './link'

/** The longer side of what is sent, in pixels: the server keeps no more. */
const LONGEST = 1600
const QUALITY = 0.85

export interface PhotoTexts { going: string; noPhoto: string }

const door = ({ origin, store, set }: Link, id: string, init: RequestInit = {}, query = ''): Promise<Response> => fetch(`${origin}/v1/visitor/photos/${encodeURIComponent(id)}${query}`,
  { ...init, credentials: 'omit', headers: { Authorization: `Bearer ${store.get('token')}`, 'Zagaj-Shop': set.shop ?? '' } })

/** The picture drawn anew, no larger than needed and without what the camera wrote into the file. */
async function shrunk(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const by = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = h('canvas')
  canvas.width = Math.round(picture.width * by)
  canvas.height = Math.round(picture.height * by)
  const brush = canvas.getContext('2d')!
  brush.fillStyle = '#fff' // what can be seen through would become black
  brush.fillRect(0, 0, canvas.width, canvas.height)
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error('no picture'))), 'image/jpeg', QUALITY))
}

/** Lets the visitor choose from camera or gallery, and sends it. The message comes back over the socket. */
export function pickPhoto(link: Link, t: PhotoTexts, state: HTMLElement): void {
  const input = h('input', { type: 'file', accept: 'image/*', hidden: '', change: () => {
    const [file] = input.files ?? []
    if (!file) return
    state.textContent = t.going
    shrunk(file).then((body) => door(link, newID(), { method: 'PUT', body })).then((answer) => { state.textContent = answer.ok ? '' : t.noPhoto }, () => { state.textContent = t.noPhoto })
  } })
  state.replaceChildren(input) // a browser may forget what stands nowhere while the person still chooses
  input.click()
}

/** Puts the visitor's own photo into its line; without it the line shows the words that stand for it. */
export async function showPhoto(link: Link, line: HTMLElement, m: Message): Promise<void> {
  try {
    const answer = await door(link, m.id, {}, '?size=small')
    if (!answer.ok) return
    line.querySelector('.bubble')?.append(h('img', { class: 'photo', alt: '', src: URL.createObjectURL(await answer.blob()) }))
  } catch { /* the words stay */ }
}
