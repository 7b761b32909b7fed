import type { Page } from '@playwright/test'

/** Calls the panel's API as the panel does, from its own page. */
export function panel<T>(page: Page, method: string, path: string, body?: object): Promise<T> {
  return page.evaluate(async ([method, path, body]) => {
    const answer = await fetch(path, { method, ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }, [method, path, body ? JSON.stringify(body) : ''] as const) as Promise<T>
}

export interface Installation { id: string; platform: string; last_event_at: number; failures: number; last_error: string }
