<?php
// Tests of the message without PrestaShop: php tests/run.php
require __DIR__ . '/../zagaj/ZagajMessage.php';
require __DIR__ . '/../zagaj/ZagajWorker.php';

$failed = $passed = 0;
function check($what, $got, $want)
{
    global $failed, $passed;
    if ($got === $want) {
        ++$passed;

        return;
    }
    ++$failed;
    echo "$what: got " . var_export($got, true) . ', want ' . var_export($want, true) . "\n";
}

$secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
$headers = ZagajMessage::headers($secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}');
check('the signature of the specification', $headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
check('a secret that is no base64', ZagajMessage::headers('whsec_!', 'x', 0, ''), null);
check('an empty secret', ZagajMessage::headers('whsec_', 'x', 0, ''), null);
// The products of a recorded cart of PrestaShop 8.2.1, with the names that getProducts gives them.
$cart = ZagajMessage::cart('t', 0, 'USD', [['id_product' => '1', 'reference' => 'MUG-1', 'name' => 'Mug <b>', 'cart_quantity' => '3', 'price_wt' => 40.64]], 121.92, 2);
check('a line', $cart['lines'][0], ['product' => '1', 'sku' => 'MUG-1', 'name' => 'Mug ', 'variant' => '', 'quantity' => 3, 'price' => '40.64']);
check('the worth', $cart['total'], '121.92');
check('a guest', $cart['customer'], '');
check('a customer', ZagajMessage::cart('t', 7, 'USD', [], 0.0, 2)['customer'], '7');
check('no decimals', ZagajMessage::amount(500.0, 0), '500');
check('three decimals', ZagajMessage::amount(1.234, 3), '1.234');
check('the widget', ZagajMessage::tags('https://c.example/hooks/prestashop/in', 'k"', 'abc', false),
    '<meta name="zagaj:cart" content="abc"><script async src="https://c.example/zagaj.js" data-shop="k&quot;"></script>');
check('browsers may tell', (bool) strpos(ZagajMessage::tags('https://c.example/hooks/prestashop/in', 'k', '', true), 'data-shop="k" data-push></script>'), true);

$root = sys_get_temp_dir() . '/zagaj-' . bin2hex(random_bytes(8));
mkdir($root);
check('no worker yet', ZagajWorker::isThere($root, '/'), false);
check('the worker is put', [ZagajWorker::put($root, 'https://c.example'), file_get_contents("$root/zagaj-push.js")], [true, "// Zagaj\nimportScripts(\"https://c.example/push-worker.js\")\n"]);
check('put again for another server', [ZagajWorker::put($root, 'https://d.example'), strpos(file_get_contents("$root/zagaj-push.js"), 'd.example') > 0], [true, true]);
check('browsers take it at the root of a host only', [ZagajWorker::isThere($root, '/'), ZagajWorker::isThere($root, '/shop/')], [true, false]);
ZagajWorker::remove($root);
check('the worker is removed', is_file("$root/zagaj-push.js"), false);
file_put_contents("$root/zagaj-push.js", 'theirs()');
ZagajWorker::remove($root);
check('another one is left alone', [ZagajWorker::put($root, 'https://c.example'), file_get_contents("$root/zagaj-push.js")], [false, 'theirs()']);
unlink("$root/zagaj-push.js");
rmdir($root);

/** The requests of the recording: what follows one another with one address. */
function requests()
{
    $requests = [];
    $last = null;
    foreach (file(__DIR__ . '/prestashop_hooks.observed.jsonl') as $line) {
        $uri = json_decode($line, true)['uri'];
        if ($uri !== $last) {
            $requests[] = '';
        }
        $requests[count($requests) - 1] .= $line;
        $last = $uri;
    }

    return $requests;
}

/** The messages that one request sends: what comes until the request's process has ended. */
function messages($hooks, &$said = null, $status = '200 OK')
{
    $server = stream_socket_server('tcp://127.0.0.1:0');
    $address = 'http://' . stream_socket_get_name($server, false) . '/hooks/prestashop/in';
    $child = proc_open([PHP_BINARY, __DIR__ . '/request.php', $address], [['pipe', 'r'], STDOUT, $said === null ? STDERR : ['pipe', 'w']], $pipes);
    fwrite($pipes[0], $hooks);
    fclose($pipes[0]);
    $messages = [];
    do {
        $alive = proc_get_status($child)['running'];
        while ($peer = @stream_socket_accept($server, $alive ? 0.05 : 0)) {
            $head = '';
            while (strpos($head, "\r\n\r\n") === false && !feof($peer)) {
                $head .= fgets($peer);
            }
            preg_match('/content-length: (\d+)/i', $head, $length);
            preg_match('/webhook-id: (\S+)/i', $head, $id);
            preg_match('/webhook-timestamp: (\d+)/i', $head, $at);
            preg_match('/webhook-signature: (\S+)/i', $head, $signature);
            $body = stream_get_contents($peer, (int) $length[1]);
            fwrite($peer, "HTTP/1.1 $status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            fclose($peer);
            global $secret;
            check('signed as it went', ZagajMessage::headers($secret, $id[1], (int) $at[1], $body)['webhook-signature'], $signature[1]);
            $messages[] = json_decode($body, true);
        }
    } while ($alive);
    if ($said !== null) {
        $said = stream_get_contents($pipes[2]);
    }
    proc_close($child);

    return $messages;
}

// PrestaShop fires actionCartSave two or three times a change, the first time with the cart as it was before.
$told = [];
foreach (requests() as $hooks) {
    $sent = messages($hooks);
    check('one snapshot a request', count($sent), 1);
    $told[] = array_map(function ($line) { return $line['product'] . ' x ' . $line['quantity']; }, $sent[0]['data']['lines']);
}
check('each snapshot is the cart at the end', $told, [['1 x 2'], ['1 x 3'], []]);
check('the recording fires twice for one change', max(array_map(function ($hooks) { return substr_count($hooks, '"actionCartSave"'); }, requests())) > 1, true);

// An order comes with what was bought, when it is placed and when its state changes.
foreach (['actionValidateOrder' => ['order.created', 'placed'], 'actionOrderStatusPostUpdate' => ['order.updated', 'paid']] as $hook => [$type, $status]) {
    $sent = messages(json_encode(['hook' => $hook]) . "\n");
    check("$hook: one message", array_column($sent, 'type'), [$type]);
    check("$hook: its state", $sent[0]['data']['status'] ?? null, $status);
    check("$hook: what proves whose it is", [$sent[0]['data']['postcode'] ?? null, $sent[0]['data']['phone'] ?? null], ['30-001', '600 000 000']);
    check("$hook: its lines", $sent[0]['data']['lines'] ?? null, [['product' => '1', 'sku' => 'MUG-1', 'name' => 'Mug (Colour: red)', 'quantity' => 3, 'price' => '40.64']]);
}

// A cart that has become an order stays full in PrestaShop: told after the order it would be one that waits to be bought.
$sent = messages(json_encode(['hook' => 'actionCartSave', 'cart_id' => 7]) . "\n" . json_encode(['hook' => 'actionValidateOrder', 'products' => [['id_product' => '1', 'ref' => 'MUG-1', 'qty' => '1', 'price_wt' => 1, 'total_wt' => 1]]]) . "\n");
check('of a cart that was bought the order is told only', array_column($sent, 'type'), ['order.created']);

// Of two requests at once the one that has read later tells more: the version is when reading began.
$said = '';
$sent = messages(json_encode(['hook' => 'actionCartSave', 'cart_id' => 7, 'products' => [], 'slow' => true]) . "\n", $said);
check('the version is when it was read', $sent[0]['data']['version'] < (int) $said, true);

// Whatever goes wrong while an order is read, the checkout goes on, and the customer has the page before.
$said = '';
$sent = messages(json_encode(['hook' => 'actionValidateOrder', 'broken' => true]) . "\n", $said);
check('an order that cannot be read disturbs nobody', [count($sent), $said], [0, 'the checkout goes on the page is out logged: Zagaj: another module has left something odd']);

// PrestaShop's own states: cancelled and refunded are known by their ids, the rest by what the shop's owner says of each.
foreach (['cancelled' => [6, 0, 0], 'refunded' => [7, 1, 0], 'shipped' => [4, 1, 1], 'paid' => [2, 1, 0], 'placed' => [10, 0, 0]] as $want => [$id, $paid, $shipped]) {
    $sent = messages(json_encode(['hook' => 'actionOrderStatusPostUpdate', 'state' => ['id' => $id, 'paid' => $paid, 'shipped' => $shipped]]) . "\n");
    check("an order $want", $sent[0]['data']['status'] ?? null, $want);
}

// Taken out, it says so, with the secret that is deleted a moment later.
$deleted = '';
$sent = messages(json_encode(['hook' => 'uninstall']) . "\n", $deleted);
check('its removal is told', array_column($sent, 'type'), ['shop.uninstalled']);
check('its settings go with it', json_decode($deleted), ['ZAGAJ_ADDRESS', 'ZAGAJ_SECRET', 'ZAGAJ_KEY', 'ZAGAJ_OWED']);

// Who has an account is forgotten, in whatever form the GDPR module names them: version 1 hands the customer over, version 2 the number.
$forget = function ($given, $hook = 'actionDeleteGDPRCustomer') {
    return json_encode(['hook' => $hook, 'given' => $given]) . "\n";
};
foreach (['a customer' => [['id' => 5, 'email' => 'x'], '5'], 'a number' => [['5'], '5'], 'an object' => [['CustomerId'], '9'], 'an address of nobody' => [[['email' => 'x@shop.example']], null],
    'a telephone of nobody' => [[['phone' => '600000000']], null], 'an address alone' => [['x@shop.example'], null], 'nothing' => [[], null]] as $what => [$given, $want]) {
    foreach (['actionDeleteGDPRCustomer' => 'customer.erased', 'actionExportGDPRData' => 'customer.data_requested'] as $hook => $type) {
        if ($what === 'an object' && $hook === 'actionExportGDPRData') {
            continue; // a copy is asked for with the customer
        }
        $sent = messages($forget($given, $hook));
        check("$hook with $what", [array_column($sent, 'type'), $sent[0]['data']['id'] ?? null], $want === null ? [[], null] : [[$type], $want]);
    }
}
$sent = messages($forget(5, 'actionObjectCustomerDeleteAfter') . $forget(['5']) . $forget(6, 'actionObjectCustomerDeleteAfter'));
check('who is deleted is forgotten, once a request', array_map(function ($m) { return $m['type'] . ' ' . $m['data']['id']; }, $sent), ['customer.erased 5', 'customer.erased 6']);

// An erasure that Zagaj has not taken is not said to be done, and is told again as soon as Zagaj answers.
$said = '';
$sent = messages(json_encode(['hook' => 'actionDeleteGDPRCustomer', 'given' => ['5'], 'away' => true]) . "\n", $said, '503 Service Unavailable');
check('an erasure that was not taken', [array_column($sent, 'type'), $said], [['customer.erased'], '[false,"[\\"5\\"]"]']);
$sent = messages(json_encode(['hook' => 'actionValidateOrder', 'owed' => ['5', '6']]) . "\n");
check('is told again', array_map(function ($m) { return $m['type'] . ' ' . $m['data']['id']; }, $sent), ['order.created 41', 'customer.erased 5', 'customer.erased 6']);
$sent = messages(json_encode(['hook' => 'actionValidateOrder', 'owed' => ['5']]) . "\n", $said, '503 Service Unavailable');
check('not before Zagaj answers', array_column($sent, 'type'), ['order.created']);

// Each fact of the conformance suite as the module tells it: told.json holds them, and the suite reads them. Written anew by php run.php --write.
$mugs = function ($pieces) {
    return $pieces > 0 ? [['id_product' => '1', 'ref' => 'MUG-1', 'qty' => (string) $pieces, 'price_wt' => 40.64, 'total_wt' => 40.64 * $pieces]] : [];
};
$cart = function ($pieces, array $more = []) use ($mugs) {
    return ['hook' => 'actionCartSave', 'cart_id' => 7, 'products' => $mugs($pieces)] + $more;
};
$state = function ($id) {
    return ['hook' => 'actionOrderStatusPostUpdate', 'state' => ['id' => $id, 'paid' => 1, 'shipped' => 0]];
};
$facts = ['add' => $cart(1), 'quantity' => $cart(3), 'remove' => $cart(0), 'coupon' => $cart(3, ['rules' => ['WIOSNA']]), 'merge' => $cart(3, ['customer' => 3]), 'checkout' => $cart(3, ['customer' => 3]),
    'order' => ['hook' => 'actionValidateOrder'], 'cancel' => $state(6), 'refund' => $state(7), 'uninstall' => ['hook' => 'uninstall'], 'data-request' => ['hook' => 'actionExportGDPRData', 'given' => ['id' => 3]],
    'erasure' => ['hook' => 'actionObjectCustomerDeleteAfter', 'given' => 3], 'no-decimals' => ['hook' => 'actionValidateOrder', 'currency' => ['JPY', 0], 'total' => 500.0],
    'three-decimals' => ['hook' => 'actionValidateOrder', 'currency' => ['KWD', 3], 'total' => 1.234]];
$told = [];
foreach ($facts as $name => $hook) {
    $said = '';
    $sent = messages(json_encode($hook) . "\n", $said);
    unset($sent[0]['data']['version']);
    $told[$name] = ['type' => $sent[0]['type'] ?? '', 'data' => $sent[0]['data'] ?? []];
}
$text = json_encode($told, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n";
if (in_array('--write', $argv, true)) {
    file_put_contents(__DIR__ . '/told.json', $text);
}
check('what the conformance suite reads', file_get_contents(__DIR__ . '/told.json'), $text);

echo "$passed passed, $failed failed\n";
exit($failed > 0 ? 1 : 0);
