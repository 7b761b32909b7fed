<?php
/**
 * One message to Zagaj, signed as https://www.standardwebhooks.com says.
 *
 * @license Apache-2.0
 */
final class ZagajMessage
{
    /**
     * The headers that sign a body, null when the secret is not base64.
     *
     * @return array<string,string>|null
     */
    public static function headers($secret, $id, $at, $body)
    {
        $key = base64_decode(strpos($secret, 'whsec_') === 0 ? substr($secret, 6) : $secret, true);
        if ($key === false || $key === '') {
            return null;
        }

        return ['Content-Type' => 'application/json', 'webhook-id' => $id, 'webhook-timestamp' => (string) $at,
            'webhook-signature' => 'v1,' . base64_encode(hash_hmac('sha256', "$id.$at.$body", $key, true))];
    }

    /** A plain decimal, whatever the server's language. */
    public static function amount($amount, $decimals)
    {
        return number_format($amount, $decimals, '.', '');
    }

    /**
     * A cart as docs/platforms/any-shop.md of Zagaj describes it. Ids come as numbers or as strings; all leave as strings.
     *
     * @return array<string,mixed>
     */
    public static function cart($token, $customer, $currency, array $products, $total, $decimals)
    {
        $lines = [];
        foreach ($products as $p) {
            $lines[] = ['product' => (string) $p['id_product'], 'sku' => (string) $p['reference'], 'name' => strip_tags((string) $p['name']),
                'variant' => (string) ($p['attributes_small'] ?? ''), 'quantity' => (int) $p['cart_quantity'],
                'price' => self::amount((float) $p['price_wt'], $decimals)];
        }

        return ['id' => $token, 'customer' => $customer > 0 ? (string) $customer : '', 'currency' => $currency,
            'total' => self::amount($total, $decimals), 'coupons' => [], 'lines' => $lines];
    }

    /**
     * The lines of an order, as PrestaShop keeps them: names, amounts and prices are those of the moment of the order.
     *
     * @return array<int,array<string,mixed>>
     */
    public static function ordered(array $rows, $decimals)
    {
        $lines = [];
        foreach ($rows as $row) {
            $lines[] = ['product' => (string) $row['product_id'], 'sku' => (string) $row['product_reference'],
                'name' => strip_tags((string) $row['product_name']), 'quantity' => (int) $row['product_quantity'],
                'price' => self::amount((float) $row['unit_price_tax_incl'], $decimals)];
        }

        return $lines;
    }

    /** Where Zagaj is, by the address that was entered. */
    public static function server($address)
    {
        return (string) preg_replace('#/hooks/prestashop/[^/]+$#', '', $address);
    }

    /** The widget's tags for a page; with push, browsers may tell of a promised answer. */
    public static function tags($address, $key, $token, $push)
    {
        $meta = $token === '' ? '' : '<meta name="zagaj:cart" content="' . htmlspecialchars($token, ENT_QUOTES) . '">';

        return $meta . '<script async src="' . htmlspecialchars(self::server($address), ENT_QUOTES) . '/zagaj.js"'
            . ' data-shop="' . htmlspecialchars($key, ENT_QUOTES) . '"' . ($push ? ' data-push' : '') . '></script>';
    }

    /** Lets the visitor have the page now, where the server can: PHP-FPM and LiteSpeed. */
    public static function release()
    {
        foreach (['fastcgi_finish_request', 'litespeed_finish_request'] as $finish) {
            if (function_exists($finish)) {
                $finish();

                return;
            }
        }
    }

    /** Milliseconds since 1970. */
    public static function now()
    {
        return (int) floor(microtime(true) * 1000);
    }

    /**
     * Sends a message and reports whether it was taken. A snapshot that is lost is made good by the next. $read is when it was begun to be read:
     * of two requests at once the one that has read later tells more.
     */
    public static function send($address, $secret, $type, array $data, $read = null)
    {
        $ms = $read ?? self::now();
        $data['version'] = $ms;
        $body = json_encode(['type' => $type, 'occurred_at' => $ms, 'data' => $data]);
        $headers = $body === false ? null : self::headers($secret, 'msg_' . bin2hex(random_bytes(16)), time(), $body);
        if ($address === '' || $headers === null) {
            return false;
        }
        $lines = [];
        foreach ($headers as $name => $value) {
            $lines[] = "$name: $value";
        }
        $request = curl_init($address);
        curl_setopt_array($request, [CURLOPT_POST => true, CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => $lines, CURLOPT_RETURNTRANSFER => true,
            CURLOPT_FOLLOWLOCATION => false, CURLOPT_CONNECTTIMEOUT_MS => 1000, CURLOPT_TIMEOUT_MS => 2000]);
        curl_exec($request);
        $status = curl_getinfo($request, CURLINFO_RESPONSE_CODE);
        curl_close($request);

        return $status === 200;
    }
}
