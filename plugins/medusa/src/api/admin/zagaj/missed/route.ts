import type { MedusaRequest, MedusaResponse } from '@medusajs/framework/http'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'

import { missed, PAGE, type Missed } from '../../../../missed'

/**
 * The carts or orders that were changed since an instant, as the plugin would have told them, for what did not arrive. Medusa lets nobody but its
 * own users and secret keys in below /admin. Query: of is carts or orders, since is in milliseconds, skip is how many were taken already.
 */
export async function GET(req: MedusaRequest, res: MedusaResponse): Promise<void> {
  const { of, since, skip } = req.query
  const [from, at] = [Number(skip ?? 0), Number(since)]
  if ((of !== 'carts' && of !== 'orders') || !Number.isSafeInteger(at) || !Number.isSafeInteger(from) || from < 0) {
    res.status(400).json({ message: 'of is carts or orders, since and skip are whole numbers' })
    return
  }
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  const kind: Missed = missed[of]
  const now = Date.now()
  const { data, metadata } = await query.graph({ entity: kind.entity, fields: kind.fields, filters: kind.since(new Date(at)), pagination: { skip: from, take: PAGE, order: { id: 'ASC' } } } as Parameters<typeof query.graph>[0])
  res.json({ now, count: metadata?.count ?? data.length, take: PAGE, missed: data.flatMap((row) => kind.tell(row as never) ?? []) })
}
