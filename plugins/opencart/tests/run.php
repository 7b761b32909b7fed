<?php
// Tests of the extension without OpenCart: the few things it asks of the shop are a few lines here. php tests/run.php
namespace Opencart\System\Engine {
    class Controller
    {
        private $parts;

        public function __construct(array $parts)
        {
            $this->parts = $parts;
        }

        public function __get($name)
        {
            return $this->parts[$name];
        }
    }
}

namespace {
    require __DIR__ . '/../zagaj/system/library/message.php';
    require __DIR__ . '/../zagaj/system/library/worker.php';
    require __DIR__ . '/../zagaj/catalog/controller/event/zagaj.php';
    require __DIR__ . '/../zagaj/admin/controller/module/zagaj.php';
    use Opencart\System\Library\Extension\Zagaj\Message;
    use Opencart\System\Library\Extension\Zagaj\Worker;

    define('DIR_OPENCART', sys_get_temp_dir() . '/zagaj-' . bin2hex(random_bytes(8)) . '/');
    mkdir(DIR_OPENCART);

    $failed = $passed = 0;
    function check($what, $got, $want)
    {
        global $failed, $passed;
        $got === $want ? ++$passed : ++$failed;
        if ($got !== $want) {
            echo "$what: got " . var_export($got, true) . ', want ' . var_export($want, true) . "\n";
        }
    }

    $headers = Message::headers('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}');
    check('the signature of the specification', $headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    check('an empty secret', Message::headers('whsec_', 'x', 0, ''), null);
    check('a secret that is no base64', Message::headers('whsec_!', 'x', 0, ''), null);
    check('no decimals', Message::amount(500.0, 0), '500');
    check('three decimals', Message::amount('1.234', 3), '1.234');
    check('a token is none without a session', Message::token('', 'k'), '');
    check('states', array_map([Message::class, 'status'], [1, 2, '3', 5, 7, 11, 99]), ['placed', 'paid', 'shipped', 'done', 'cancelled', 'refunded', 'placed']);
    check('the widget', Message::tags('https://c.example/hooks/opencart/in', 'k"', 'abc', false),
        '<meta name="zagaj:cart" content="abc"><script async src="https://c.example/zagaj.js" data-shop="k&quot;"></script>');

    // The events that a real OpenCart 4.1.0.4 fired, one request each; what it had in its cart stands in the recording.
    class Part
    {
        public $data = ['currency' => 'USD'];
        public $does;

        public function __construct(array $does)
        {
            $this->does = $does;
        }

        public function __call($name, $args)
        {
            return ($this->does[$name])(...$args);
        }
    }
    $now = [];
    $logged = [];
    $config = ['config_currency' => 'USD', 'config_tax' => '1', 'config_encryption' => 'salt', 'module_zagaj_status' => '1', 'module_zagaj_address' => '', 'module_zagaj_secret' => ''];
    $shop = new \Opencart\Catalog\Controller\Extension\Zagaj\Event\Zagaj([
        'session' => new Part(['getId' => fn () => 'the session']), 'config' => new Part(['get' => fn ($name) => $config[$name] ?? '']),
        'currency' => new Part(['getDecimalPlace' => fn () => '2', 'convert' => fn ($amount) => $amount]),
        'tax' => new Part(['calculate' => fn ($price) => $price * 1.22]), 'customer' => new Part(['isLogged' => fn () => false]),
        'load' => new Part(['model' => fn () => null]), 'model_checkout_cart' => (object) ['getTotals' => function (array &$totals, array &$taxes, float &$total) { global $now; $total = $now['total']; }],
        'log' => new Part(['write' => function ($text) { global $logged; $logged[] = $text; }]), 'model_checkout_order' => new Part(['getOrder' => function () { throw new TypeError('another extension'); }]),
        'cart' => new Part(['getTaxes' => fn () => [], 'getProducts' => function () { global $now; return $now['products']; }])]);
    $waiting = new ReflectionProperty(Message::class, 'waiting');
    $told = [];
    foreach (file(__DIR__ . '/opencart_events.observed.jsonl') as $line) {
        $now = json_decode($line, true);
        foreach ($now['products'] as &$product) {
            $product += ['name' => 'A &amp; <b>B</b>', 'tax_class_id' => 9];
        }
        unset($product);
        $waiting->setValue(null, []);
        $route = $now['route'];
        $args = [];
        $output = null;
        if (strpos($route, 'checkout/cart') === 0) {
            $shop->cart($route, $args, $output);
        }
        $told[] = $waiting->getValue()['cart'][1] ?? null;
    }
    $waiting->setValue(null, []);
    check('a product page tells nothing', $told[0], null);
    check('an added line', [$told[1]['total'], $told[1]['lines']], ['244.00', [['product' => '28', 'sku' => 'Product 1', 'name' => 'A & B', 'quantity' => 2, 'price' => '122.00']]]);
    check('another quantity', [$told[2]['total'], $told[2]['lines'][0]['quantity']], ['366.00', 3]);
    check('an event without a change tells nothing', $told[3], null);
    check('the token does not open the session', strpos((string) $told[1]['id'], 'session'), false);
    $route = 'checkout/order';
    $args = [7];
    $shop->order($route, $args, $output);
    check('an order that cannot be read disturbs nobody', [$logged, $waiting->getValue()], [['Zagaj: another extension'], []]);

    // OpenCart empties a cart that was bought without an event: the same put into it again is another cart.
    $session = new Part(['getId' => fn () => 'the session']);
    $session->data += ['order_id' => 7];
    $mug = [['product_id' => '28', 'model' => 'Product 1', 'name' => 'A', 'quantity' => 1, 'price' => 100.0, 'tax_class_id' => 9]];
    $bought = ['currency_code' => 'USD', 'currency_value' => 1, 'customer_id' => 0, 'order_status_id' => 1, 'total' => 122, 'shipping_postcode' => '', 'payment_postcode' => '', 'telephone' => ''];
    $buyer = new \Opencart\Catalog\Controller\Extension\Zagaj\Event\Zagaj([
        'session' => $session, 'config' => new Part(['get' => fn ($name) => $config[$name] ?? '']), 'currency' => new Part(['getDecimalPlace' => fn () => '2', 'convert' => fn ($amount) => $amount]),
        'tax' => new Part(['calculate' => fn ($price) => $price]), 'customer' => new Part(['isLogged' => fn () => false]), 'load' => new Part(['model' => fn () => null]),
        'model_checkout_cart' => (object) ['getTotals' => function (array &$totals, array &$taxes, float &$total) { $total = 122.0; }],
        'model_checkout_order' => new Part(['getOrder' => fn () => $bought, 'getProducts' => fn () => []]),
        'cart' => new Part(['getTaxes' => fn () => [], 'getProducts' => fn () => $mug, 'hasProducts' => fn () => true])]);
    $sent = [];
    foreach (['cart', 'cart', 'order', 'cart'] as $event) {
        $waiting->setValue(null, []);
        $buyer->$event($route, $args, $output);
        $sent[] = count($waiting->getValue());
    }
    check('bought and put into the cart again', $sent, [1, 0, 1, 1]);
    $waiting->setValue(null, []);

    $route = 'common/header';
    $args = [];
    $page = '<head></head>';
    $config['module_zagaj_address'] = 'https://c.example/hooks/opencart/in';
    $config['module_zagaj_key'] = 'k';
    $full = false;
    $parts = ['session' => new Part(['getId' => fn () => 's']), 'config' => new Part(['get' => fn ($name) => $config[$name] ?? '']), 'cart' => new Part(['hasProducts' => function () { global $full; return $full; }])];
    $headed = new \Opencart\Catalog\Controller\Extension\Zagaj\Event\Zagaj($parts);
    $headed->header($route, $args, $page);
    check('the widget stands in the head', [substr_count($page, 'zagaj.js'), substr_count($page, 'data-push')], [1, 0]);
    $small = '<div></div>';
    $headed->small($route, $args, $small);
    check('a page without a cart, which may be kept for other visitors, tells no token', substr_count($page . $small, 'zagaj:cart'), 0);
    $full = true;
    $page = '<head></head>';
    $headed->header($route, $args, $page);
    $headed->small($route, $args, $small);
    $early = '<head></head>';
    (new \Opencart\Catalog\Controller\Extension\Zagaj\Event\Zagaj(['cart' => null] + $parts))->header($route, $args, $early);
    check('a page before the shop has a cart at all', [substr_count($early, 'zagaj.js'), substr_count($early, 'zagaj:cart')], [1, 0]);
    check('with one it does, and so does what is fetched when something was put into it', [substr_count($page, 'zagaj:cart'), substr_count($small, 'zagaj:cart')], [1, 1]);

    check('the worker is put', [Worker::put(DIR_OPENCART, 'https://c.example'), file_get_contents(DIR_OPENCART . 'zagaj-push.js')], [true, "// Zagaj\nimportScripts(\"https://c.example/push-worker.js\")\n"]);
    foreach (['https://shop.example/' => 1, 'https://shop.example/shop/' => 0] as $config['config_url'] => $count) {
        $page = '<head></head>';
        $headed = new \Opencart\Catalog\Controller\Extension\Zagaj\Event\Zagaj(['config' => new Part(['get' => fn ($name) => $config[$name] ?? ''])] + $parts);
        $headed->header($route, $args, $page);
        check('browsers take it at the root of a host only', substr_count($page, 'data-push'), $count);
    }

    // Who is deleted while Zagaj is away is forgotten as soon as it takes something again.
    $server = function (string $status) {
        $child = proc_open([PHP_BINARY, '-r', '$s = stream_socket_server("tcp://127.0.0.1:0"); echo stream_socket_get_name($s, false), "\n"; while ($c = @stream_socket_accept($s, 5)) {
            $h = ""; while (strpos($h, "\r\n\r\n") === false) { $h .= fgets($c); } preg_match("/content-length: (\d+)/i", $h, $n); $m = json_decode(stream_get_contents($c, (int) $n[1]), true);
            echo $m["type"], " ", $m["data"]["id"], $m["type"] === "cart.updated" ? " of " . $m["data"]["version"] : "", "\n"; fwrite($c, "HTTP/1.1 ' . $status . '\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"); fclose($c); }'], [1 => ['pipe', 'w']], $pipes);

        return [$child, $pipes[1], 'http://' . trim(fgets($pipes[1])) . '/hooks/opencart/in'];
    };
    $tell = function (string $status, array $things) use ($server, $waiting) {
        [$child, $said, $address] = $server($status);
        $waiting->setValue(null, $things);
        Message::flush($address, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
        proc_terminate($child);
        $heard = array_filter(explode("\n", stream_get_contents($said)));
        proc_close($child);

        return array_values($heard);
    };
    define('DIR_STORAGE', DIR_OPENCART);
    $gone = ['customer3' => ['customer.erased', ['id' => '3'], 1], 'customer4' => ['customer.erased', ['id' => '4'], 1]];
    check('an erasure that nobody takes is kept', [$tell('503 Away', $gone), is_file(DIR_STORAGE . 'zagaj_owed.json')], [['customer.erased 3', 'customer.erased 4'], true]);
    check('and told with the next thing', [$tell('200 OK', ['cart' => ['cart.updated', ['id' => 'c'], 1]]), is_file(DIR_STORAGE . 'zagaj_owed.json')], [['cart.updated c of 1', 'customer.erased 3', 'customer.erased 4'], false]);
    check('once', $tell('200 OK', ['cart' => ['cart.updated', ['id' => 'c'], 1]]), ['cart.updated c of 1']);

    // Somebody who may look at the shop's settings and not change them points the chat at a server of their own.
    $saved = [];
    $said = '';
    $post = ['module_zagaj_address' => 'https://evil.example/hooks/opencart/in', 'module_zagaj_secret' => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'module_zagaj_key' => 'k'];
    foreach ([false, true] as $may) {
        $form = new \Opencart\Admin\Controller\Extension\Zagaj\Module\Zagaj([
            'load' => new Part(['language' => fn () => null, 'model' => fn () => null]), 'language' => new Part(['get' => fn ($name) => $name]),
            'request' => (object) ['post' => $post], 'config' => new Part(['get' => fn () => '']), 'user' => new Part(['hasPermission' => fn ($what, $where) => $may && $what === 'modify']),
            'model_setting_setting' => new Part(['editSetting' => function ($code, $values) { global $saved; $saved[] = $values['module_zagaj_address']; }]),
            'response' => new Part(['addHeader' => fn () => null, 'setOutput' => function ($text) { global $said; $said = $text; }])]);
        $form->save();
        check($may ? 'who may change settings' : 'who may not', [count($saved), $said], $may ? [1, '{"success":"text_success"}'] : [0, '{"error":"error_permission"}']);
    }
    check('what is saved puts the worker for its server', substr_count(file_get_contents(DIR_OPENCART . 'zagaj-push.js'), 'https://evil.example/push-worker.js'), 1);
    Worker::remove(DIR_OPENCART);
    check('the worker is removed', is_file(DIR_OPENCART . 'zagaj-push.js'), false);
    file_put_contents(DIR_OPENCART . 'zagaj-push.js', 'theirs()');
    Worker::remove(DIR_OPENCART);
    check('another one is left alone', [Worker::put(DIR_OPENCART, 'https://c.example'), file_get_contents(DIR_OPENCART . 'zagaj-push.js')], [false, 'theirs()']);
    unlink(DIR_OPENCART . 'zagaj-push.js');
    rmdir(DIR_OPENCART);
    echo "$passed passed, $failed failed\n";
    exit($failed > 0 ? 1 : 0);
}
