import type { SubscriberArgs, SubscriberConfig } from '@medusajs/framework'
import { ContainerRegistrationKeys } from '@medusajs/framework/utils'

import type { Message } from '../../../node/message'
import { Sender } from '../../../node/sender'
import { cartFields, cartMessage, orderFields, orderMessage, type CartRow, type OrderRow } from '../snapshot'

/** The options beside the plugin in medusa-config: what Zagaj's panel shows when a connection is added. */
export interface ZagajOptions { address: string; secret: string; quietMs?: number }

type Args = SubscriberArgs<{ id: string } | { id: string }[]>

/** One for each connection, for Medusa calls the handler anew for every event. */
const senders = new Map<string, Sender>()

/** The plugin's options. Medusa 2.21 hands a plugin's subscribers none, whatever their type says, so they are read where the owner wrote them. */
function optionsOf({ container, pluginOptions }: Args): Partial<ZagajOptions> {
  if (Object.keys(pluginOptions ?? {}).length > 0) return pluginOptions as Partial<ZagajOptions>
  const { plugins = [] } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE) as { plugins?: (string | { resolve: string; options?: object })[] }
  for (const plugin of plugins) if (typeof plugin === 'object' && /(^|[\\/])zagaj-medusa$/.test(plugin.resolve)) return (plugin.options ?? {}) as Partial<ZagajOptions>
  return {}
}

function senderFor(args: Args): Sender {
  const { address, secret, quietMs } = optionsOf(args)
  const { container } = args
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const key = `${address ?? ''} ${secret ?? ''}`
  let sender = senders.get(key)
  if (!sender) {
    sender = new Sender({ address: address ?? '', secret: secret ?? '', ...(quietMs === undefined ? {} : { quietMs }), log: (text) => { logger.warn(text) } })
    senders.set(key, sender)
  }
  return sender
}

/**
 * Medusa's events carry only an id, and several come for one change. Each marks its cart or order; once that has been quiet for a
 * moment it is read and told, after the customer has got the answer.
 */
export default async function zagaj(args: Args): Promise<void> {
  const sender = senderFor(args)
  for (const { id } of Array.isArray(args.event.data) ? args.event.data : [args.event.data]) {
    const [noun] = args.event.name.split('.')
    if (noun === 'cart') sender.later(id, () => readCart(args, id))
    else if (noun === 'order') sender.later(id, () => readOrder(args, id))
    else if (noun === 'payment') await paid(args, sender, id)
    else if (noun === 'customer') sender.later(id, () => Promise.resolve<Message>({ type: 'customer.erased', data: { id } }), true)
    else sender.later(id, () => Promise.resolve<Message>({ type: 'product.updated', data: { id } }), true)
  }
}

export const config: SubscriberConfig = {
  event: ['cart.created', 'cart.updated', 'cart.customer_updated', 'cart.region_updated', 'cart.customer_transferred', 'order.placed', 'order.updated', 'order.completed',
    'order.canceled', 'order.fulfillment_created', 'payment.captured', 'payment.refunded', 'customer.deleted', 'product.updated', 'product.deleted'],
}

async function one<T>({ container }: Args, entity: string, fields: string[], id: string): Promise<T | undefined> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity, fields, filters: { id } } as Parameters<typeof query.graph>[0])
  return data[0] as T | undefined
}

async function readCart(args: Args, id: string): Promise<Message | undefined> {
  const cart = await one<CartRow>(args, 'cart', cartFields, id)
  return cart && cartMessage(cart)
}

async function readOrder(args: Args, id: string): Promise<Message | undefined> {
  const order = await one<OrderRow>(args, 'order', orderFields, id)
  return order && orderMessage(order)
}

async function paid(args: Args, sender: Sender, id: string): Promise<void> {
  const payment = await one<{ payment_collection?: { order?: { id: string } | null } | null }>(args, 'payment', ['id', 'payment_collection.order.id'], id)
  const order = payment?.payment_collection?.order?.id
  if (order) sender.later(order, () => readOrder(args, order))
}
