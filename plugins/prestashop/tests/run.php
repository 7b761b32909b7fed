<?php
// Tests of the message without PrestaShop: php tests/run.php
require __DIR__ . '/../zagaj/ZagajMessage.php';

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
check('the widget', ZagajMessage::tags('https://c.example/hooks/prestashop/in', 'k"', 'abc'),
    '<meta name="zagaj:cart" content="abc"><script async src="https://c.example/zagaj.js" data-shop="k&quot;"></script>');
echo "$passed passed, $failed failed\n";
exit($failed > 0 ? 1 : 0);
