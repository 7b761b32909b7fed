<?php
// Tests of the module's message and of its sender without Magento: the few things they ask of the shop are a few lines here. php tests/run.php
namespace Magento\Framework\HTTP\Client {
    class CurlFactory
    {
        public array $posts = [];
        public int $status = 200;
        public bool $isAway = false;
        public int $tries = 0;

        public function create(): object
        {
            return new class($this) {
                private array $headers = [];

                public function __construct(private object $all)
                {
                }

                public function setTimeout($seconds)
                {
                }

                public function setHeaders($headers)
                {
                    $this->headers = $headers;
                }

                public function post($url, $body)
                {
                    ++$this->all->tries;
                    if ($this->all->isAway) {
                        throw new \Exception('timed out');
                    }
                    $this->all->posts[] = [$url, $this->headers, $body];
                }

                public function getStatus()
                {
                    return $this->all->status;
                }
            };
        }
    }
}

namespace Magento\Framework {
    class FlagManager
    {
        public array $flags = [];

        public function getFlagData($code)
        {
            return $this->flags[$code] ?? null;
        }

        public function saveFlag($code, $value)
        {
            $this->flags[$code] = $value;
        }

        public function deleteFlag($code)
        {
            unset($this->flags[$code]);
        }
    }
}

namespace Magento\Framework\App {
    interface ActionInterface
    {
    }
    interface RouterInterface
    {
    }
    class RequestInterface
    {
        public function __construct(private string $path)
        {
        }

        public function getPathInfo()
        {
            return $this->path;
        }
    }
    class ActionFactory
    {
        public array $made = [];

        public function create($class)
        {
            $this->made[] = $class;

            return new class() implements ActionInterface {
            };
        }
    }
}

namespace Magento\Framework\App\Action {
    interface HttpGetActionInterface
    {
    }
}

namespace Magento\Framework\Controller\Result {
    class Raw
    {
        public array $headers = [];
        public string $contents = '';

        public function setHeader($name, $value, $replace)
        {
            $this->headers[$name] = $value;
        }

        public function setContents($contents)
        {
            $this->contents = $contents;
        }
    }
    class RawFactory
    {
        public function create()
        {
            return new Raw();
        }
    }
}

namespace Magento\Csp\Api {
    interface PolicyCollectorInterface
    {
    }
}

namespace Magento\Csp\Model\Policy {
    class FetchPolicy
    {
        public array $is;

        public function __construct(string $id, bool $none = true, array $hosts = [], array $schemes = [])
        {
            $this->is = [$id, $none, $hosts, $schemes];
        }
    }
}

namespace Magento\Framework\Event {
    interface ObserverInterface
    {
    }
    class Observer
    {
        public function __construct(private string $name, private ?object $thing)
        {
        }

        public function getEvent()
        {
            return $this;
        }

        public function __call($name, $args)
        {
            return $name === 'get' . $this->name ? $this->thing : null;
        }
    }
}

namespace Magento\Quote\Model {
    /** What a model of Magento gives: a getter for each of its data. */
    class Quote
    {
        public function __construct(private array $data)
        {
        }

        public function __call($name, $args)
        {
            return $this->data[preg_replace('/^get/', '', $name)] ?? null;
        }
    }
}

namespace Magento\Sales\Model {
    class Order extends \Magento\Quote\Model\Quote
    {
    }
}

namespace Psr\Log {
    interface LoggerInterface
    {
    }
}

namespace Zagaj\Chat\Model {
    class Settings
    {
        public function __construct(public string $secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', public string $address = 'https://c.example/hooks/magento/in')
        {
        }

        public function address($store = null)
        {
            return $this->address;
        }

        public function server()
        {
            return str_replace('/hooks/magento/in', '', $this->address);
        }

        public function secret($store = null)
        {
            return $this->secret;
        }

        public function token($quote)
        {
            return 'token of ' . $quote;
        }
    }
}

namespace {
    require __DIR__ . '/../zagaj/Model/Message.php';
    require __DIR__ . '/../zagaj/Model/Sender.php';
    require __DIR__ . '/../zagaj/Model/Policies.php';
    require __DIR__ . '/../zagaj/Observer/Quote.php';
    require __DIR__ . '/../zagaj/Observer/Order.php';
    require __DIR__ . '/../zagaj/Observer/Customer.php';
    require __DIR__ . '/../zagaj/Controller/Router.php';
    require __DIR__ . '/../zagaj/Controller/Worker.php';
    use Zagaj\Chat\Model\Message;
    use Zagaj\Chat\Model\Sender;
    use Zagaj\Chat\Model\Settings;

    class Log implements Psr\Log\LoggerInterface
    {
        public array $said = [];

        public function warning($text)
        {
            $this->said[] = $text;
        }
    }

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
    check('amounts', [Message::amount('49.9900'), Message::amount(500), Message::amount(null), Message::amount(1.234)], ['49.9900', '500.0000', '0.0000', '1.2340']);
    check('states', [Message::status('canceled', true, false), Message::status('closed', true, true), Message::status('complete', true, true), Message::status('processing', true, true),
        Message::status('processing', true, false), Message::status('new', false, false)], ['cancelled', 'refunded', 'done', 'shipped', 'paid', 'placed']);
    check('half a metre is a piece', Message::line('1', 's', 'n', 0.5, 1)['quantity'], 1);

    $clients = new Magento\Framework\HTTP\Client\CurlFactory();
    $log = new Log();
    $flags = new Magento\Framework\FlagManager();
    $sender = new Sender(new Settings(), $clients, $log, $flags);
    foreach ([1, 2, 3] as $n) { // a quote is saved several times a request
        $sender->later('quote1', 1, 'cart.updated', fn () => ['id' => 'c', 'total' => (string) $n]);
    }
    $sender->later('quote2', 1, 'cart.updated', fn () => null);
    $sender->later('quote3', 1, 'cart.updated', fn () => throw new Exception('gone'));
    $sender->flush();
    check('one snapshot, the last', array_map(fn ($post) => json_decode($post[2], true)['data']['total'], $clients->posts), ['3']);
    [$url, $sent, $body] = $clients->posts[0];
    check('to the address', $url, 'https://c.example/hooks/magento/in');
    check('signed', $sent, Message::headers('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', $sent['webhook-id'], (int) $sent['webhook-timestamp'], $body));
    check('what failed is logged and stops nothing', $log->said, ['zagaj: quote3 is not told: gone']);
    $readAt = 0;
    $sender->later('quote1', 1, 'cart.updated', function () use (&$readAt) {
        usleep(3000);
        $readAt = floor(microtime(true) * 1000);

        return ['id' => 'c'];
    });
    $sender->flush();
    check('the version is when reading began', json_decode(array_pop($clients->posts)[2], true)['data']['version'] < $readAt, true);
    $clients->status = 401;
    $sender->later('quote1', 1, 'cart.updated', fn () => ['id' => 'c']);
    $sender->flush();
    check('a refusal is logged', $log->said[1], 'zagaj: quote1 is not told: the server answers 401');
    $off = new Sender(new Settings('', ''), $clients, $log, $flags);
    $off->later('quote1', 1, 'cart.updated', fn () => ['id' => 'c']);
    $off->flush();
    check('without an address nothing is sent', count($clients->posts), 2);

    $away = new Magento\Framework\HTTP\Client\CurlFactory();
    $away->isAway = true;
    $log->said = [];
    $waiting = new Sender(new Settings(), $away, $log, $flags);
    foreach ([1, 2, 3] as $n) {
        $waiting->later("order$n", 1, 'order.updated', fn () => ['id' => 'o']);
    }
    $waiting->flush();
    check('a server that is away is waited for once', [$away->tries, $log->said], [1, ['zagaj: order1 is not told: timed out']]);
    $away->isAway = false;
    foreach (range(1, 250) as $n) { // an import
        $waiting->later("order$n", 1, 'order.updated', fn () => ['id' => "$n"]);
    }
    check('an import holds no more than a hundred', count($away->posts), 200);
    $waiting->flush();
    check('and all of it is told', count($away->posts), 250);

    $server = new Magento\Framework\HTTP\Client\CurlFactory();
    $forgets = new Sender(new Settings(), $server, $log, $flags);
    $server->isAway = true;
    foreach ([3, 4] as $n) {
        $forgets->later("customer$n", 1, 'customer.erased', fn () => ['id' => "$n"]);
    }
    $forgets->flush();
    check('who is to be forgotten is kept while the server is away', $flags->flags, ['zagaj_owed' => [[1, ['id' => '3']], [1, ['id' => '4']]]]);
    $server->isAway = false;
    $forgets->later('quote1', 1, 'cart.updated', fn () => ['id' => 'c']);
    $forgets->flush();
    check('and told with the next thing that it takes', [array_map(fn ($post) => json_decode($post[2], true)['data']['id'], $server->posts), $flags->flags], [['c', '3', '4'], []]);

    $policies = fn (string $address) => array_map(fn ($p) => is_object($p) ? $p->is : $p, (new Zagaj\Chat\Model\Policies(new Settings('', $address)))->collect(['before']));
    check('pages may load the chat', $policies('https://c.example:8443/hooks/magento/in'), ['before', ['script-src', false, ['https://c.example:8443'], []],
        ['connect-src', false, ['https://c.example:8443', 'wss://c.example:8443'], []], ['img-src', false, ['https://c.example:8443'], ['blob']]]);
    check('without an address nothing is let in', $policies(''), ['before']);

    // What the observers tell of a cart, of an order in each of its states, and of a customer who is deleted.
    $thing = fn (array $data, string $class = Magento\Quote\Model\Quote::class) => new $class($data);
    $told = function (string $observer, string $name, object $model) use ($log, $flags) {
        $clients = new Magento\Framework\HTTP\Client\CurlFactory();
        $sender = new Sender(new Settings(), $clients, $log, $flags);
        (new $observer($sender, new Settings()))->execute(new Magento\Framework\Event\Observer($name, $model));
        $sender->flush();
        $message = json_decode($clients->posts[0][2] ?? 'null', true);
        unset($message['data']['version']);

        return $message === null ? null : [$message['type'], $message['data']];
    };
    $log->said = [];
    $mug = $thing(['ProductId' => '7', 'Sku' => 'MUG-1', 'Name' => 'Mug', 'Qty' => '2.0000', 'QtyOrdered' => '2.0000', 'PriceInclTax' => '49.9900', 'Price' => '40.6400']);
    $line = ['product' => '7', 'sku' => 'MUG-1', 'name' => 'Mug', 'quantity' => 2, 'price' => '49.9900'];
    $quote = ['Id' => '5', 'StoreId' => '1', 'IsActive' => '1', 'CustomerId' => '3', 'QuoteCurrencyCode' => 'PLN', 'GrandTotal' => '89.9800', 'CouponCode' => 'WIOSNA', 'AllVisibleItems' => [$mug]];
    $cart = ['id' => 'token of 5', 'customer' => '3', 'currency' => 'PLN', 'total' => '89.9800', 'coupons' => ['WIOSNA'], 'lines' => [$line]];
    check('a cart of a customer, with a coupon', $told(Zagaj\Chat\Observer\Quote::class, 'Quote', $thing($quote)), ['cart.updated', $cart]);
    check('a guest without a coupon', $told(Zagaj\Chat\Observer\Quote::class, 'Quote', $thing(['CustomerId' => null, 'CouponCode' => null] + $quote)), ['cart.updated', array_merge($cart, ['customer' => '', 'coupons' => []])]);
    check('a cart that became an order', $told(Zagaj\Chat\Observer\Quote::class, 'Quote', $thing(['IsActive' => '0'] + $quote)), null);
    $address = $thing(['Postcode' => '30-001', 'Telephone' => '600 000 000']);
    $order = ['Id' => '9', 'StoreId' => '1', 'IncrementId' => '000000009', 'QuoteId' => '5', 'CustomerId' => '3', 'OrderCurrencyCode' => 'PLN', 'GrandTotal' => '99.9800', 'TotalPaid' => null, 'State' => 'new',
        'AllVisibleItems' => [$mug], 'ShippingAddress' => $address, 'canShip' => true, 'hasShipments' => false];
    $placed = ['id' => '9', 'number' => '000000009', 'cart' => 'token of 5', 'customer' => '3', 'status' => 'placed', 'currency' => 'PLN', 'total' => '99.9800', 'postcode' => '30-001', 'phone' => '600 000 000', 'lines' => [$line]];
    $of = fn (array $more) => $told(Zagaj\Chat\Observer\Order::class, 'Order', $thing($more + $order, Magento\Sales\Model\Order::class));
    ksort($placed);
    $sorted = function (array $message) {
        ksort($message[1]);

        return $message;
    };
    check('an order placed', $sorted($of([])), ['order.updated', $placed]);
    check('goods that are not sent have the payer\'s address', $of(['ShippingAddress' => null, 'BillingAddress' => $address])[1]['postcode'], '30-001');
    check('its states', array_map(fn ($more) => $of($more)[1]['status'], [['TotalPaid' => '99.98'], ['TotalPaid' => '99.98', 'canShip' => false, 'hasShipments' => true], ['State' => 'canceled'], ['State' => 'closed'], ['State' => 'complete']]),
        ['paid', 'shipped', 'cancelled', 'refunded', 'done']);
    check('a customer who is deleted', $told(Zagaj\Chat\Observer\Customer::class, 'Customer', $thing(['Id' => '3', 'StoreId' => '1'])), ['customer.erased', ['id' => '3']]);
    // Each fact of the conformance suite as the module tells it: told.json holds them, and the suite reads them. Written anew by php run.php --write.
    $lines = fn (int $n) => ['AllVisibleItems' => $n > 0 ? [$thing(['ProductId' => '7', 'Sku' => 'MUG-1', 'Name' => 'Mug', 'Qty' => "$n.0000", 'QtyOrdered' => "$n.0000", 'PriceInclTax' => '49.9900'])] : [],
        'GrandTotal' => number_format($n * 49.99, 4, '.', '')];
    $basket = fn (array $more) => $told(Zagaj\Chat\Observer\Quote::class, 'Quote', $thing($more + $lines(3) + ['CustomerId' => null, 'CouponCode' => null] + $quote));
    $bought = fn (array $more) => $of($more + $lines(3));
    $facts = ['add' => $basket($lines(1)), 'quantity' => $basket([]), 'remove' => $basket($lines(0)), 'coupon' => $basket(['CouponCode' => 'WIOSNA']), 'merge' => $basket(['CustomerId' => '3']),
        'checkout' => $basket(['CustomerId' => '3']), 'order' => $bought([]), 'cancel' => $bought(['State' => 'canceled']), 'refund' => $bought(['State' => 'closed']),
        'erasure' => $told(Zagaj\Chat\Observer\Customer::class, 'Customer', $thing(['Id' => '3', 'StoreId' => '1'])),
        'no-decimals' => $bought(['OrderCurrencyCode' => 'JPY', 'GrandTotal' => '500.0000'] + $lines(0)), 'three-decimals' => $bought(['OrderCurrencyCode' => 'KWD', 'GrandTotal' => '1.2340'] + $lines(0))];
    $file = __DIR__ . '/told.json';
    $text = json_encode(array_map(fn ($fact) => ['type' => $fact[0], 'data' => $fact[1]], $facts), JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES) . "\n";
    if (in_array('--write', $argv, true)) {
        file_put_contents($file, $text);
    }
    check('what the conformance suite reads', file_get_contents($file), $text);
    check('nothing failed', $log->said, []);

    // Where Magento makes a visitor's first cart, or one cart of two: the page asks for the token anew.
    $named = array_map(fn ($action) => (string) $action['name'], iterator_to_array(simplexml_load_file(__DIR__ . '/../zagaj/etc/frontend/sections.xml')->action, false));
    check('the token is asked for anew wherever a cart begins', array_diff(['checkout/cart/add', 'checkout/cart/addgroup', 'wishlist/index/cart', 'wishlist/index/allcart', 'sales/order/reorder',
        'customer/account/loginpost', 'customer/ajax/login'], $named), []);

    $actions = new Magento\Framework\App\ActionFactory();
    foreach ([['/zagaj-push.js', 'https://c.example/hooks/magento/in'], ['/zagaj-push.json', 'https://c.example/hooks/magento/in'], ['/', 'https://c.example/hooks/magento/in'], ['/zagaj-push.js', '']] as [$path, $address]) {
        (new Zagaj\Chat\Controller\Router($actions, new Settings('', $address)))->match(new Magento\Framework\App\RequestInterface($path));
    }
    check('the worker has its address, once there is a server', $actions->made, ['Zagaj\Chat\Controller\Worker']);
    $worker = (new Zagaj\Chat\Controller\Worker(new Magento\Framework\Controller\Result\RawFactory(), new Settings()))->execute();
    check('the worker', $worker->contents, "importScripts(\"https://c.example/push-worker.js\")\n");
    check('the worker is a script, and leads its own path only', [$worker->headers['Content-Type'], $worker->headers['Service-Worker-Allowed']], ['text/javascript; charset=utf-8', '/zagaj-push/']);
    echo "$passed passed, $failed failed\n";
    exit($failed > 0 ? 1 : 0);
}
