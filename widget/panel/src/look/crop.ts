import { Failure } from '../api'

/** The side of the square that is sent; the server makes it smaller. */
const SIDE = 512

/** What of a picture is in the frame: its middle in pixels of the picture, and how many of them the frame is wide. */
export interface Crop { x: number; y: number; side: number }

export const whole = (w: number, h: number): Crop => ({ x: w / 2, y: h / 2, side: Math.min(w, h) })

/** Keeps the frame inside the picture. */
export function within(c: Crop, w: number, h: number): Crop {
  const side = Math.min(Math.max(c.side, 32), Math.min(w, h))
  const hold = (at: number, size: number): number => Math.min(Math.max(at, side / 2), size - side / 2)
  return { x: hold(c.x, w), y: hold(c.y, h), side }
}

/** Draws the frame's content into a canvas of any size. */
export function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, c: Crop): void {
  canvas.getContext('2d')!.drawImage(picture, c.x - c.side / 2, c.y - c.side / 2, c.side, c.side, 0, 0, canvas.width, canvas.height)
}

/** Sends the frame's content as one's own photo. */
export async function send(picture: ImageBitmap, c: Crop): Promise<string> {
  const canvas = Object.assign(document.createElement('canvas'), { width: SIDE, height: SIDE })
  draw(canvas, picture, c)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.92))
  let res: Response
  try { res = await fetch('/v1/panel/me/photo?mine=yes', { method: 'PUT', credentials: 'same-origin', headers: { 'Content-Type': 'image/jpeg' }, body: blob }) } catch { throw new Failure('offline', '') }
  const answer = await res.json() as { photo: string; code: string; message: string }
  if (!res.ok) throw new Failure(answer.code, answer.message)
  return answer.photo
}
