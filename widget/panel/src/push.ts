import { call, Failure } from './api'
import { route } from './route.svelte'

/** One browser of mine that is called. */
export interface Subscription { id: string; device: string; created_at: number; pushed_at: number; failures: number }

export const canPush = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Trusted Types: the one address a worker may come from. */
const WORKER = '/panel/sw.js'
interface Types { createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string } }

function workerAddress(): string {
  const types = (window as { trustedTypes?: Types }).trustedTypes
  return types?.createPolicy('zagaj-worker', { createScriptURL: () => WORKER }).createScriptURL(WORKER) ?? WORKER
}

/** The worker only shows calls; it is registered anew at each start, so that the newest one serves. */
export function startWorker(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(workerAddress(), { scope: '/panel/', updateViaCache: 'none' }).catch(() => { /* an insecure page has none */ })
  navigator.serviceWorker.addEventListener('message', (e: MessageEvent<{ go?: unknown }>) => {
    if (typeof e.data?.go === 'string' && e.data.go.startsWith('/panel/')) route.go(e.data.go)
  })
}

const base64url = (b: ArrayBuffer | null): string => btoa(String.fromCharCode(...new Uint8Array(b ?? new ArrayBuffer(0)))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(raw, (c) => c.charCodeAt(0))
}

/** The id the server gives an address: the beginning of its SHA-256. */
async function idOf(endpoint: string): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, '0')).join('').slice(0, 32)
}

const READY_MS = 5000

/** The worker, once it serves. Where the browser did not take it, as under a certificate that it does not trust, it never does, and never says so. */
const worker = (): Promise<ServiceWorkerRegistration> => Promise.race([navigator.serviceWorker.ready,
  new Promise<never>((_, failed) => { setTimeout(() => failed(new Failure('no_worker', '')), READY_MS) })])

async function own(): Promise<PushSubscription | null> {
  return (await (await worker()).pushManager.getSubscription()) ?? null
}

/** Whether this browser is called: it has agreed, and the server knows of it. */
export async function isOn(): Promise<boolean> {
  const sub = await own()
  if (!sub) return false
  const id = await idOf(sub.endpoint)
  return (await call('GET', 'push')).subscriptions.some((s) => s.id === id)
}

/** Asks the person, then the browser's service, then tells the server. False when the person said no. */
export async function turnOn(): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const { key } = await call('GET', 'push')
  const sub = await (await worker()).pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) })
  await call('POST', 'push', { endpoint: sub.endpoint, p256dh: base64url(sub.getKey('p256dh')), auth: base64url(sub.getKey('auth')) })
  return true
}

export async function turnOff(): Promise<void> {
  const sub = await own()
  if (!sub) return
  await call('DELETE', `push/subscriptions/${await idOf(sub.endpoint)}`)
  await sub.unsubscribe()
}

export const testPush = (): Promise<void> => call('POST', 'push/test', {})
