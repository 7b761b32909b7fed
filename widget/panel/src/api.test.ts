import { expect, test, vi } from 'vitest'

import { call, Failure } from './api'

test('a route, a body and an answer that the description does not know do not compile', async () => {
  vi.stubGlobal('fetch', async () => Response.json({ code: 'not_found', message: 'no such thing', request_id: 'r1' }, { status: 404 }))
  // @ts-expect-error there is no such route
  const nowhere = call('GET', 'nowhere')
  // @ts-expect-error this route is only read
  const wrongly = call('DELETE', 'visitors')
  // @ts-expect-error a ready answer is no number
  const badly = call('POST', 'answers', { text: 7 })
  // @ts-expect-error nothing of that name is answered
  const unknown = call('GET', 'me').then((me) => me.surname)
  for (const asked of [nowhere, wrongly, badly, unknown]) await expect(asked).rejects.toBeInstanceOf(Failure)
  vi.unstubAllGlobals()
})
