<?php
declare(strict_types=1);

namespace Zagaj\Chat\Model;

/** The message of Zagaj's docs/platforms/any-shop.md, signed as https://www.standardwebhooks.com says. Knows nothing of Magento. */
final class Message
{
    /** @return array<string,string>|null the headers that sign a body, null when the secret is not base64 */
    public static function headers(string $secret, string $id, int $at, string $body): ?array
    {
        $key = base64_decode(str_starts_with($secret, 'whsec_') ? substr($secret, 6) : $secret, true);
        if ($key === false || $key === '') {
            return null;
        }

        return ['Content-Type' => 'application/json', 'webhook-id' => $id, 'webhook-timestamp' => (string) $at,
            'webhook-signature' => 'v1,' . base64_encode(hash_hmac('sha256', "$id.$at.$body", $key, true))];
    }

    /** A plain decimal with the four digits that Magento keeps, whatever the server's language; the server rounds to the currency's own. */
    public static function amount(float|string|null $amount): string
    {
        return number_format((float) $amount, 4, '.', '');
    }

    /** Magento's states of an order in the words of the message. */
    public static function status(string $state, bool $paid, bool $shipped): string
    {
        return match (true) {
            $state === 'canceled' => 'cancelled',
            $state === 'closed' => 'refunded',
            $state === 'complete' => 'done',
            $shipped => 'shipped',
            $paid => 'paid',
            default => 'placed',
        };
    }

    /** @return array<string,mixed> one line */
    public static function line(string $product, string $sku, string $name, float $quantity, float|string|null $price): array
    {
        return ['product' => $product, 'sku' => $sku, 'name' => $name, 'quantity' => (int) ceil($quantity), 'price' => self::amount($price)];
    }
}
