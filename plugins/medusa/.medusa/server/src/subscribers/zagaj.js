"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.config = void 0;
exports.default = zagaj;
const utils_1 = require("@medusajs/framework/utils");
const sender_1 = require("../../../node/sender");
const snapshot_1 = require("../snapshot");
/** One for each connection, for Medusa calls the handler anew for every event. */
const senders = new Map();
function senderFor({ container, pluginOptions }) {
    const { address, secret, quietMs } = pluginOptions;
    const logger = container.resolve(utils_1.ContainerRegistrationKeys.LOGGER);
    const key = `${address ?? ''} ${secret ?? ''}`;
    let sender = senders.get(key);
    if (!sender) {
        sender = new sender_1.Sender({ address: address ?? '', secret: secret ?? '', ...(quietMs === undefined ? {} : { quietMs }), log: (text) => { logger.warn(text); } });
        senders.set(key, sender);
    }
    return sender;
}
/**
 * Medusa's events carry only an id, and several come for one change. Each marks its cart or order; once that has been quiet for a
 * moment it is read and told, after the customer has got the answer.
 */
async function zagaj(args) {
    const sender = senderFor(args);
    for (const { id } of Array.isArray(args.event.data) ? args.event.data : [args.event.data]) {
        const [noun] = args.event.name.split('.');
        if (noun === 'cart')
            sender.later(id, () => readCart(args, id));
        else if (noun === 'order')
            sender.later(id, () => readOrder(args, id));
        else if (noun === 'payment')
            await paid(args, sender, id);
        else if (noun === 'customer')
            sender.later(id, () => Promise.resolve({ type: 'customer.erased', data: { id } }), true);
        else
            sender.later(id, () => Promise.resolve({ type: 'product.updated', data: { id } }), true);
    }
}
exports.config = {
    event: ['cart.created', 'cart.updated', 'cart.customer_updated', 'cart.region_updated', 'cart.customer_transferred', 'order.placed', 'order.updated', 'order.completed',
        'order.canceled', 'order.fulfillment_created', 'payment.captured', 'payment.refunded', 'customer.deleted', 'product.updated', 'product.deleted'],
};
async function one({ container }, entity, fields, id) {
    const query = container.resolve(utils_1.ContainerRegistrationKeys.QUERY);
    const { data } = await query.graph({ entity, fields, filters: { id } });
    return data[0];
}
async function readCart(args, id) {
    const cart = await one(args, 'cart', snapshot_1.cartFields, id);
    return cart && (0, snapshot_1.cartMessage)(cart);
}
async function readOrder(args, id) {
    const order = await one(args, 'order', snapshot_1.orderFields, id);
    return order && (0, snapshot_1.orderMessage)(order);
}
async function paid(args, sender, id) {
    const payment = await one(args, 'payment', ['id', 'payment_collection.order.id'], id);
    const order = payment?.payment_collection?.order?.id;
    if (order)
        sender.later(order, () => readOrder(args, order));
}
