import { Inject, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common'
import { ConfigService, CouponCodeEvent, CustomerEvent, EventBus, type ID, Logger, Order, OrderEvent, OrderLineEvent, OrderPlacedEvent, OrderService,
  OrderStateTransitionEvent, PluginCommonModule, ProductEvent, ProductVariantEvent, RefundStateTransitionEvent, type RequestContext, StockMovementEvent,
  type Type, type VendureEvent, VendurePlugin } from '@vendure/core'

import { Sender, type SenderOptions } from '../../node/sender'
import { messageOf } from './snapshot'

/** What the shop's owner copies from Zagaj's panel, and how often to send. */
export type ZagajOptions = Pick<SenderOptions, 'address' | 'secret' | 'quietMs' | 'retryMs'>

const relations = ['lines', 'lines.productVariant', 'customer'] as const

/**
 * Tells Zagaj of carts and orders. Vendure emits several events for one change, some of them of a state told already; each only marks its
 * order, and one snapshot is read and sent when the order has been quiet for a moment, after the customer has got the answer.
 */
@VendurePlugin({ imports: [PluginCommonModule], compatibility: '^3.0.0' })
export class ZagajPlugin implements OnApplicationBootstrap, OnApplicationShutdown {
  private static options: ZagajOptions | undefined
  private sender: Sender | undefined

  constructor(@Inject(EventBus) private readonly bus: EventBus, @Inject(OrderService) private readonly orders: OrderService,
    @Inject(ConfigService) private readonly config: ConfigService) {}

  /** Takes the connection's address and secret; goes into the plugins of the shop's configuration. */
  static init(options: ZagajOptions): Type<ZagajPlugin> {
    this.options = options
    return this
  }

  onApplicationBootstrap(): void {
    const options = ZagajPlugin.options
    if (!options) throw new Error('zagaj: use ZagajPlugin.init({ address, secret }) in the plugins')
    this.sender = new Sender({ ...options, log: (text) => { Logger.warn(text, 'Zagaj') } })
    this.watchOrders()
    this.on(CustomerEvent, (event) => {
      if (event.type === 'deleted') this.tell(`customer ${event.entity.id}`, 'customer.erased', event.entity.id)
    })
    this.on(ProductEvent, (event) => { this.productChanged(event.entity.id) })
    this.on(ProductVariantEvent, (event) => { for (const variant of event.entity) this.productChanged(variant.productId) })
    this.on(StockMovementEvent, (event) => { for (const movement of event.stockMovements) this.productChanged(movement.productVariant?.productId) })
  }

  async onApplicationShutdown(): Promise<void> {
    await this.sender?.close()
  }

  private watchOrders(): void {
    for (const type of [OrderEvent, OrderLineEvent, CouponCodeEvent, OrderStateTransitionEvent, OrderPlacedEvent]) {
      this.on<VendureEvent & { ctx: RequestContext; order?: Order; orderId?: ID }>(type, (event) => {
        const id = event.order?.id ?? event.orderId
        if (id !== undefined) this.changed(event.ctx, id)
      })
    }
    this.on(RefundStateTransitionEvent, (event) => { if (event.toState === 'Settled') this.changed(event.ctx, event.order.id) })
  }

  private on<T extends VendureEvent>(type: Type<T>, then: (event: T) => void): void {
    this.bus.ofType(type).subscribe(then)
  }

  private changed(ctx: RequestContext, id: ID): void {
    this.sender?.later(`order ${id}`, async () => {
      const order = await this.orders.findOne(ctx, id, [...relations])
      if (!order) return undefined
      const paid = order.active ? [] : await this.orders.getOrderPayments(ctx, id)
      const back = paid.flatMap((p) => p.refunds ?? []).filter((r) => r.state === 'Settled').reduce((sum, r) => sum + r.total, 0)
      return messageOf(order, this.config.entityOptions.moneyStrategy?.precision ?? 2, back > 0 && back >= order.totalWithTax)
    })
  }

  /** Some events hold a variant that was read without its product. */
  private productChanged(id: ID | undefined): void {
    if (id !== undefined) this.tell(`product ${id}`, 'product.updated', id)
  }

  private tell(thing: string, type: 'customer.erased' | 'product.updated', id: ID): void {
    this.sender?.later(thing, () => Promise.resolve({ type, data: { id: String(id) } }), true)
  }
}
