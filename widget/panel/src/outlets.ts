import { call } from './api'

/** A merchant's own address that is told what happens. */
export interface Endpoint { id: string; url: string; kinds: string[]; created_at: number; disabled_at: number; disabled_why: string; waiting: number; dropped: number }

/** One notice on its way to one address. */
export interface Delivery { endpoint: string; id: string; kind: string; state: 'due' | 'done' | 'failed'; attempts: number; next_at: number; created_at: number; ended_at: number; status: number; failure: string }

const id = encodeURIComponent

export const outlets = {
  endpoints: () => call('GET', 'endpoints'),
  addEndpoint: (url: string, kinds: string[]) => call('POST', 'endpoints', { url, kinds }),
  saveEndpoint: (e: Endpoint, enabled: boolean) => call('PUT', `endpoints/${id(e.id)}`, { url: e.url, kinds: e.kinds, enabled }),
  deleteEndpoint: (e: string) => call('DELETE', `endpoints/${id(e)}`),
  rotateSecret: (e: string) => call('POST', `endpoints/${id(e)}/secret`, {}),
  testEndpoint: (e: string) => call('POST', `endpoints/${id(e)}/test`, {}),
  deliveries: (e: string) => call('GET', `endpoints/${id(e)}/deliveries`),
  retryDelivery: (d: Delivery) => call('POST', `endpoints/${id(d.endpoint)}/deliveries/${id(d.id)}/retry`, {}),
}

/** What a program of the merchant's may do with a key. */
export interface Key { id: string; name: string; scope: 'read' | 'write'; operator: string; created_at: number; used_at: number }

export const keys = {
  list: () => call('GET', 'keys'),
  add: (name: string, scope: Key['scope']) => call('POST', 'keys', { name, scope }),
  remove: (k: string) => call('DELETE', `keys/${id(k)}`),
}
