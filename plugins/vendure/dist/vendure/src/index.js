"use strict";
var __decorate = (this && this.__decorate) || function (decorators, target, key, desc) {
    var c = arguments.length, r = c < 3 ? target : desc === null ? desc = Object.getOwnPropertyDescriptor(target, key) : desc, d;
    if (typeof Reflect === "object" && typeof Reflect.decorate === "function") r = Reflect.decorate(decorators, target, key, desc);
    else for (var i = decorators.length - 1; i >= 0; i--) if (d = decorators[i]) r = (c < 3 ? d(r) : c > 3 ? d(target, key, r) : d(target, key)) || r;
    return c > 3 && r && Object.defineProperty(target, key, r), r;
};
var __metadata = (this && this.__metadata) || function (k, v) {
    if (typeof Reflect === "object" && typeof Reflect.metadata === "function") return Reflect.metadata(k, v);
};
var __param = (this && this.__param) || function (paramIndex, decorator) {
    return function (target, key) { decorator(target, key, paramIndex); }
};
var ZagajPlugin_1;
var _a, _b, _c;
Object.defineProperty(exports, "__esModule", { value: true });
exports.ZagajPlugin = void 0;
const common_1 = require("@nestjs/common");
const core_1 = require("@vendure/core");
const sender_1 = require("../../node/sender");
const snapshot_1 = require("./snapshot");
const relations = ['lines', 'lines.productVariant', 'customer'];
/**
 * Tells Zagaj of carts and orders. Vendure emits several events for one change, some of them of a state told already; each only marks its
 * order, and one snapshot is read and sent when the order has been quiet for a moment, after the customer has got the answer.
 */
let ZagajPlugin = class ZagajPlugin {
    static { ZagajPlugin_1 = this; }
    bus;
    orders;
    config;
    static options;
    sender;
    constructor(bus, orders, config) {
        this.bus = bus;
        this.orders = orders;
        this.config = config;
    }
    /** Takes the connection's address and secret; goes into the plugins of the shop's configuration. */
    static init(options) {
        this.options = options;
        return this;
    }
    onApplicationBootstrap() {
        const options = ZagajPlugin_1.options;
        if (!options)
            throw new Error('zagaj: use ZagajPlugin.init({ address, secret }) in the plugins');
        this.sender = new sender_1.Sender({ ...options, log: (text) => { core_1.Logger.warn(text, 'Zagaj'); } });
        this.watchOrders();
        this.on(core_1.CustomerEvent, (event) => {
            if (event.type === 'deleted')
                this.tell(`customer ${event.entity.id}`, 'customer.erased', event.entity.id);
        });
        this.on(core_1.ProductEvent, (event) => { this.productChanged(event.entity.id); });
        this.on(core_1.ProductVariantEvent, (event) => { for (const variant of event.entity)
            this.productChanged(variant.productId); });
        this.on(core_1.StockMovementEvent, (event) => { for (const movement of event.stockMovements)
            this.productChanged(movement.productVariant?.productId); });
    }
    async onApplicationShutdown() {
        await this.sender?.close();
    }
    watchOrders() {
        for (const type of [core_1.OrderEvent, core_1.OrderLineEvent, core_1.CouponCodeEvent, core_1.OrderStateTransitionEvent, core_1.OrderPlacedEvent]) {
            this.on(type, (event) => {
                const id = event.order?.id ?? event.orderId;
                if (id !== undefined)
                    this.changed(event.ctx, id);
            });
        }
        this.on(core_1.RefundStateTransitionEvent, (event) => { if (event.toState === 'Settled')
            this.changed(event.ctx, event.order.id); });
    }
    on(type, then) {
        this.bus.ofType(type).subscribe(then);
    }
    changed(ctx, id) {
        this.sender?.later(`order ${id}`, async () => {
            const order = await this.orders.findOne(ctx, id, [...relations]);
            if (!order)
                return undefined;
            const paid = order.active ? [] : await this.orders.getOrderPayments(ctx, id);
            const back = paid.flatMap((p) => p.refunds ?? []).filter((r) => r.state === 'Settled').reduce((sum, r) => sum + r.total, 0);
            return (0, snapshot_1.messageOf)(order, this.config.entityOptions.moneyStrategy?.precision ?? 2, back > 0 && back >= order.totalWithTax);
        });
    }
    /** Some events hold a variant that was read without its product. */
    productChanged(id) {
        if (id !== undefined)
            this.tell(`product ${id}`, 'product.updated', id);
    }
    tell(thing, type, id) {
        this.sender?.later(thing, () => Promise.resolve({ type, data: { id: String(id) } }), true);
    }
};
exports.ZagajPlugin = ZagajPlugin;
exports.ZagajPlugin = ZagajPlugin = ZagajPlugin_1 = __decorate([
    (0, core_1.VendurePlugin)({ imports: [core_1.PluginCommonModule], compatibility: '^3.0.0' }),
    __param(0, (0, common_1.Inject)(core_1.EventBus)),
    __param(1, (0, common_1.Inject)(core_1.OrderService)),
    __param(2, (0, common_1.Inject)(core_1.ConfigService)),
    __metadata("design:paramtypes", [typeof (_a = typeof core_1.EventBus !== "undefined" && core_1.EventBus) === "function" ? _a : Object, typeof (_b = typeof core_1.OrderService !== "undefined" && core_1.OrderService) === "function" ? _b : Object, typeof (_c = typeof core_1.ConfigService !== "undefined" && core_1.ConfigService) === "function" ? _c : Object])
], ZagajPlugin);
