"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.messageOf = messageOf;
const message_1 = require("../../node/message");
const states = { PaymentAuthorized: 'placed', PaymentSettled: 'paid', PartiallyShipped: 'paid', Shipped: 'shipped',
    PartiallyDelivered: 'shipped', Delivered: 'done', Cancelled: 'cancelled', ArrangingAdditionalPayment: 'placed', Modifying: 'placed' };
/**
 * The message about an order: a cart while it is active, nothing before it has ever had a line. Amounts are what the customer
 * sees, with tax; decimals is the shop's MoneyStrategy.precision, the same for every currency.
 */
function messageOf(order, decimals, refunded) {
    const data = {
        id: order.code,
        customer: order.customer ? String(order.customer.id) : '',
        currency: order.currencyCode,
        total: (0, message_1.fromMinor)(order.totalWithTax, decimals),
        lines: order.lines.filter((line) => line.quantity > 0).map((line) => lineOf(line, decimals)),
    };
    if (order.active)
        return { type: 'cart.updated', data: { ...data, coupons: order.couponCodes } };
    const status = refunded ? 'refunded' : states[order.state];
    if (!order.orderPlacedAt || !status)
        return undefined; // a draft of the shop's own staff, or a cart that was given up
    return { type: 'order.updated', data: { ...data, number: order.code, cart: order.code, status, placed_at: order.orderPlacedAt.getTime() } };
}
function lineOf(line, decimals) {
    const variant = line.productVariant;
    return { product: String(variant.productId), sku: variant.sku, name: variant.name, quantity: line.quantity, price: (0, message_1.fromMinor)(line.proratedUnitPriceWithTax, decimals) };
}
