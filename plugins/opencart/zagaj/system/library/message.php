<?php
/**
 * One message to Zagaj, signed as https://www.standardwebhooks.com says.
 *
 * @license Apache-2.0
 */
namespace Opencart\System\Library\Extension\Zagaj;

final class Message
{
    /** @var array<string,array{0:string,1:array<string,mixed>,2:int}> what goes out when the request ends, by thing: the last snapshot wins */
    private static $waiting = [];

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
        return number_format((float) $amount, (int) $decimals, '.', '');
    }

    /**
     * Lines as docs/platforms/any-shop.md of Zagaj describes them. Ids and quantities come as numbers or as texts.
     *
     * @param array<int,array<string,mixed>> $products as OpenCart's cart gives them, each with its price as the customer sees it
     *
     * @return array<int,array<string,mixed>>
     */
    public static function lines(array $products, $decimals)
    {
        $lines = [];
        foreach ($products as $p) {
            $lines[] = ['product' => (string) $p['product_id'], 'sku' => (string) $p['model'], 'name' => html_entity_decode(strip_tags((string) $p['name']), ENT_QUOTES, 'UTF-8'),
                'quantity' => (int) $p['quantity'], 'price' => self::amount($p['price'], $decimals)];
        }

        return $lines;
    }

    /** OpenCart's states by the ids that its installer gives them; others are placed. */
    public static function status($id)
    {
        $known = [2 => 'paid', 3 => 'shipped', 5 => 'done', 7 => 'cancelled', 8 => 'cancelled', 9 => 'cancelled', 10 => 'cancelled', 11 => 'refunded',
            14 => 'cancelled', 15 => 'paid', 16 => 'cancelled'];

        return $known[(int) $id] ?? 'placed';
    }

    /** Where Zagaj is, by the address that was entered. */
    public static function server($address)
    {
        return (string) preg_replace('#/hooks/opencart/[^/]+$#', '', $address);
    }

    /** The tag by which a page tells the widget its cart; none without a token. */
    public static function tag($token)
    {
        return $token === '' ? '' : '<meta name="zagaj:cart" content="' . htmlspecialchars($token, ENT_QUOTES) . '">';
    }

    /** The widget's tags for a page; with push, browsers may tell of a promised answer. */
    public static function tags($address, $key, $token, $push)
    {
        return self::tag($token) . '<script async src="' . htmlspecialchars(self::server($address), ENT_QUOTES) . '/zagaj.js"'
            . ' data-shop="' . htmlspecialchars($key, ENT_QUOTES) . '"' . ($push ? ' data-push' : '') . '></script>';
    }

    /** The token of a session's cart: the page and the server are told this, which does not open the session. */
    public static function token($session, $key)
    {
        return $session === '' ? '' : substr(hash_hmac('sha256', $session, $key), 0, 32);
    }

    /** Sends when the request ends, so that no visitor waits for it; of several snapshots of one thing the last. */
    public static function later($address, $secret, $thing, $type, array $data)
    {
        if (self::$waiting === []) {
            register_shutdown_function([self::class, 'flush'], $address, $secret);
        }
        self::$waiting[$thing] = [$type, $data, self::now()];
    }

    /** Sends what waits. */
    public static function flush($address, $secret)
    {
        foreach (['fastcgi_finish_request', 'litespeed_finish_request'] as $finish) { // under both the visitor has the page then
            if (function_exists($finish)) {
                $finish();
                break;
            }
        }
        $waiting = self::$waiting;
        self::$waiting = [];
        $told = $failed = [];
        foreach ($waiting as $one) {
            if (self::send($address, $secret, $one[0], $one[1], $one[2])) {
                foreach (array_diff(self::owed(), $told) as $customer) {
                    if (!self::send($address, $secret, 'customer.erased', ['id' => $customer], self::now())) {
                        break;
                    }
                    $told[] = $customer;
                }
            } elseif ($one[0] === 'customer.erased' && $address !== '') {
                $failed[] = $one[1]['id'];
            }
        }
        if ($told !== [] || $failed !== []) { // what another request has kept meanwhile stays
            self::owe(array_slice(array_merge(array_values(array_diff(self::owed(), $told)), $failed), -1000));
        }
    }

    /** @return array<int,string> who is to be forgotten and Zagaj has not heard of: nothing later makes that good */
    private static function owed()
    {
        return is_file(self::owedFile()) ? (json_decode((string) file_get_contents(self::owedFile()), true) ?: []) : [];
    }

    /** Keeps who is to be forgotten until Zagaj answers again; nobody removes what was kept. */
    public static function owe(array $customers)
    {
        if ($customers !== []) {
            file_put_contents(self::owedFile(), json_encode($customers), LOCK_EX);
        } elseif (is_file(self::owedFile())) {
            unlink(self::owedFile());
        }
    }

    /** In the folder that OpenCart keeps out of the web's reach. */
    private static function owedFile()
    {
        return DIR_STORAGE . 'zagaj_owed.json';
    }

    /** Milliseconds since 1970. */
    private static function now()
    {
        return (int) floor(microtime(true) * 1000);
    }

    /** Sends what was read at a time, and reports whether it was taken: of two requests at once the one that has read later tells more. */
    private static function send($address, $secret, $type, array $data, $ms)
    {
        $body = json_encode(['type' => $type, 'occurred_at' => $ms, 'data' => $data + ['version' => $ms]]);
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
