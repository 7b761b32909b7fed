"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.fromMinor = fromMinor;
exports.keyOf = keyOf;
exports.sign = sign;
const node_crypto_1 = require("node:crypto");
/**
 * An amount of whole minor units as a decimal text, without a float on the way: (4999, 2) is "49.99".
 * Throws on what is no whole number.
 */
function fromMinor(minor, decimals) {
    const digits = BigInt(minor).toString().replace('-', '').padStart(decimals + 1, '0');
    const sign = BigInt(minor) < 0n ? '-' : '';
    return sign + digits.slice(0, digits.length - decimals) + (decimals > 0 ? '.' + digits.slice(-decimals) : '');
}
/** The key in a secret of Standard Webhooks. Throws when there is none in it: anybody could sign with nothing. */
function keyOf(secret) {
    const text = secret.replace(/^whsec_/, '');
    const key = Buffer.from(text, 'base64');
    if (key.length === 0 || key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
        throw new Error('zagaj: the secret is not the one that the panel shows; it begins with whsec_');
    }
    return key;
}
/** The headers that sign a body as https://www.standardwebhooks.com says; at is in seconds. */
function sign(key, id, at, body) {
    const signature = (0, node_crypto_1.createHmac)('sha256', key).update(`${id}.${at}.${body}`).digest('base64');
    return { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` };
}
