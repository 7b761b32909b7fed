<?php
// One request to a shop, with the hooks that a real PrestaShop 8.2.1 fired in it: php request.php ADDRESS < lines of prestashop_hooks.observed.jsonl
// The classes stand in for PrestaShop's; a cart read anew is as the last hook left it.
define('_PS_VERSION_', '8.2.1');
define('_COOKIE_KEY_', 'cookie key');
define('_PS_ROOT_DIR_', sys_get_temp_dir() . '/no-such-shop');
$hooks = array_map(function ($line) { return json_decode($line, true); }, array_filter(explode("\n", stream_get_contents(STDIN))));
$address = $argv[1];

class Module
{
    public $name;
    public $tab;
    public $version;
    public $author;
    public $need_instance;
    public $bootstrap;
    public $ps_versions_compliancy;
    public $displayName;
    public $description;

    public function __construct()
    {
    }

    public function l($text)
    {
        return $text;
    }

    public function uninstall()
    {
        fwrite(STDERR, json_encode(Configuration::$deleted));

        return true;
    }
}
class Configuration
{
    public static $deleted = [];
    public static $kept = [];

    public static function updateValue($name, $value)
    {
        self::$kept[$name] = $value;
    }

    public static function deleteByName($name)
    {
        self::$deleted[] = $name;
        unset(self::$kept[$name]);
    }

    public static function get($name)
    {
        global $address;

        return self::$kept[$name] ?? ['ZAGAJ_ADDRESS' => $address, 'ZAGAJ_SECRET' => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'ZAGAJ_KEY' => 'k',
            'PS_OS_CANCELED' => '6', 'PS_OS_REFUND' => '7'][$name] ?? false;
    }
}
class Currency
{
    public $iso_code = 'USD';
    public $precision = 2;

    public function __construct($id)
    {
        global $hooks;
        [$this->iso_code, $this->precision] = end($hooks)['currency'] ?? ['USD', 2];
    }
}
class Cart
{
    public $id;
    public $id_currency = 1;
    public $id_customer = 0;

    public function __construct($id)
    {
        global $hooks;
        $this->id = $id;
        $this->id_customer = end($hooks)['customer'] ?? 0;
    }

    public function orderExists()
    {
        global $hooks;

        return in_array('actionValidateOrder', array_column($hooks, 'hook'), true);
    }

    public function getProducts($refresh)
    {
        global $hooks;

        return array_map(function ($p) {
            return ['id_product' => $p['id_product'], 'reference' => $p['ref'], 'name' => $p['ref'], 'cart_quantity' => $p['qty'], 'price_wt' => $p['price_wt']];
        }, end($hooks)['products']);
    }

    public function getOrderTotal($withTaxes)
    {
        global $hooks;

        if (isset(end($hooks)['slow'])) {
            usleep(5000);
            fwrite(STDERR, (string) floor(microtime(true) * 1000));
        }

        return array_sum(array_column(end($hooks)['products'], 'total_wt'));
    }

    public function getCartRules()
    {
        global $hooks;

        return array_map(function ($code) {
            return ['code' => $code];
        }, end($hooks)['rules'] ?? []);
    }
}

class Order
{
    public $id = 41;
    public $reference = 'XKBKNABJK';
    public $id_cart = 7;
    public $id_customer = 3;
    public $id_currency = 1;
    public $id_address_delivery = 5;
    public $total_paid_tax_incl = 121.92;

    public function __construct($id = 41)
    {
        global $hooks;
        $this->id = $id;
        $this->total_paid_tax_incl = end($hooks)['total'] ?? 121.92;
    }
}
class Address
{
    public $postcode = '30-001';
    public $phone = '';
    public $phone_mobile = '600 000 000';

    public function __construct($id)
    {
    }
}
class OrderDetail
{
    /** Rows as the database gives them: everything is text. */
    public static function getList($order)
    {
        global $hooks;
        if (isset(end($hooks)['broken'])) {
            throw new TypeError('another module has left something odd');
        }

        return $order !== 41 ? [] : [['id_order_detail' => '1', 'product_id' => '1', 'product_attribute_id' => '0', 'product_reference' => 'MUG-1',
            'product_name' => 'Mug (Colour: red)', 'product_quantity' => '3', 'unit_price_tax_incl' => '40.640000', 'unit_price_tax_excl' => '33.040000']];
    }
}

class PrestaShopLogger
{
    public static function addLog($text, $severity)
    {
        fwrite(STDERR, " logged: $text");
    }
}
function litespeed_finish_request()
{
    static $finished = false;
    global $hooks;
    if (!$finished && isset(end($hooks)['broken'])) {
        fwrite(STDERR, ' the page is out');
    }
    $finished = true;
}

class CustomerId
{
    public function getValue()
    {
        return 9;
    }
}

require __DIR__ . '/../zagaj/zagaj.php';
$module = new Zagaj();
if (isset(end($hooks)['owed'])) {
    Configuration::$kept['ZAGAJ_OWED'] = json_encode(end($hooks)['owed']);
}
foreach ($hooks as $hook) {
    if ($hook['hook'] === 'uninstall') {
        $module->uninstall();
    }
    if ($hook['hook'] === 'actionDeleteGDPRCustomer') {
        $said = $module->hookActionDeleteGDPRCustomer($hook['given'] === ['CustomerId'] ? [new CustomerId()] : $hook['given']);
        if (isset($hook['away'])) {
            fwrite(STDERR, json_encode([json_decode($said) === true, Configuration::get('ZAGAJ_OWED')]));
        }
    }
    if ($hook['hook'] === 'actionExportGDPRData') {
        $module->hookActionExportGDPRData($hook['given']);
    }
    if ($hook['hook'] === 'actionObjectCustomerDeleteAfter') {
        $module->hookActionObjectCustomerDeleteAfter(['object' => (object) ['id' => $hook['given']]]);
    }
    if ($hook['hook'] === 'actionValidateOrder') {
        $module->hookActionValidateOrder(['order' => new Order()]);
    }
    if ($hook['hook'] === 'actionOrderStatusPostUpdate') {
        $module->hookActionOrderStatusPostUpdate(['id_order' => '41', 'newOrderStatus' => (object) ($hook['state'] ?? ['id' => 2, 'paid' => '1', 'shipped' => '0'])]);
    }
}
foreach ($hooks as $hook) {
    if ($hook['hook'] === 'actionCartSave') {
        $module->hookActionCartSave(['cart' => new Cart($hook['cart_id'])]);
    }
}
if (isset(end($hooks)['broken'])) {
    fwrite(STDERR, 'the checkout goes on');
}
