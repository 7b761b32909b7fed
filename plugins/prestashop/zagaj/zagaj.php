<?php
/**
 * Zagaj: live chat in which a person offers help at the right moment.
 *
 * @license Apache-2.0
 */

if (!defined('_PS_VERSION_')) {
    exit;
}

require_once __DIR__ . '/ZagajMessage.php';
require_once __DIR__ . '/ZagajWorker.php';

/**
 * PrestaShop has no webhooks and fires its cart hooks two or three times a change, the first time with the cart still
 * empty. So the hooks only mark the request, and one snapshot goes out when it ends.
 */
class Zagaj extends Module
{
    /** @var bool whether a hook of the cart fired in this request */
    private static $touched = false;

    /** @var array<string,bool> who was told to be forgotten in this request, and whether Zagaj has taken it */
    private static $forgotten = [];

    public function __construct()
    {
        $this->name = 'zagaj';
        $this->tab = 'front_office_features';
        $this->version = '0.1.0';
        $this->author = 'Zagaj';
        $this->need_instance = 0;
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '8.0.0', 'max' => '9.99.99'];
        parent::__construct();
        $this->displayName = 'Zagaj';
        $this->description = $this->l('Live chat in which a person offers help at the right moment.');
    }

    public function install()
    {
        return parent::install() && $this->registerHook('actionCartSave')
            && $this->registerHook('actionValidateOrder') && $this->registerHook('actionOrderStatusPostUpdate')
            && $this->registerHook('displayBeforeBodyClosingTag') && $this->registerHook('actionDeleteGDPRCustomer')
            && $this->registerHook('actionExportGDPRData') && $this->registerHook('actionObjectCustomerDeleteAfter');
    }

    public function uninstall()
    {
        $this->send('shop.uninstalled', ['id' => 'shop']);
        ZagajWorker::remove(_PS_ROOT_DIR_);
        foreach (['ZAGAJ_ADDRESS', 'ZAGAJ_SECRET', 'ZAGAJ_KEY', 'ZAGAJ_OWED'] as $name) {
            Configuration::deleteByName($name);
        }

        return parent::uninstall();
    }

    /** The settings page: three fields that stand in Zagaj's panel. */
    public function getContent()
    {
        $said = '';
        if (Tools::isSubmit('submitZagaj')) {
            $address = trim((string) Tools::getValue('ZAGAJ_ADDRESS'));
            $secret = trim((string) Tools::getValue('ZAGAJ_SECRET'));
            if (!preg_match('#^https?://[^/]+(/.*)?/hooks/prestashop/[^/]+$#', $address)) {
                $said = $this->displayError($this->l('The address ends with /hooks/prestashop/ and the connection\'s id.'));
            } elseif ($secret !== '' && ZagajMessage::headers($secret, 'x', 0, '') === null) {
                $said = $this->displayError($this->l('The secret begins with whsec_. Copy it from Zagaj\'s panel.'));
            } else {
                Configuration::updateValue('ZAGAJ_ADDRESS', $address);
                Configuration::updateValue('ZAGAJ_KEY', trim((string) Tools::getValue('ZAGAJ_KEY')));
                if ($secret !== '') {
                    Configuration::updateValue('ZAGAJ_SECRET', $secret);
                }
                $said = $this->displayConfirmation($this->l('Saved.'));
                if (!ZagajWorker::put(_PS_ROOT_DIR_, ZagajMessage::server($address))) {
                    $said .= $this->displayWarning($this->l('zagaj-push.js could not be put into the shop\'s root folder: browsers do not tell of promised answers.'));
                }
            }
        }

        return $said . $this->form();
    }

    private function form()
    {
        $helper = new HelperForm();
        $helper->submit_action = 'submitZagaj';
        $helper->currentIndex = AdminController::$currentIndex . '&configure=' . $this->name;
        $helper->token = Tools::getAdminTokenLite('AdminModules');
        $helper->fields_value = ['ZAGAJ_ADDRESS' => Configuration::get('ZAGAJ_ADDRESS'), 'ZAGAJ_SECRET' => '', 'ZAGAJ_KEY' => Configuration::get('ZAGAJ_KEY')];
        $field = function ($name, $label, $type) {
            return ['type' => $type, 'name' => $name, 'label' => $label, 'required' => $type === 'text'];
        };

        return $helper->generateForm([['form' => [
            'legend' => ['title' => 'Zagaj'],
            'input' => [$field('ZAGAJ_ADDRESS', $this->l('Address'), 'text'), $field('ZAGAJ_SECRET', $this->l('Secret'), 'password'),
                $field('ZAGAJ_KEY', $this->l('Shop\'s key for the widget'), 'text')],
            'submit' => ['title' => $this->l('Save')],
        ]]]);
    }

    public function hookActionCartSave($params)
    {
        if (self::$touched || empty($params['cart']) || !(int) $params['cart']->id) {
            return;
        }
        self::$touched = true;
        $id = (int) $params['cart']->id;
        $this->later(function () use ($id) {
            self::$touched = false;
            return $this->tellCart(new Cart($id)); // read anew: the hook's own cart is older than the last change
        });
    }

    /** A cart that has become an order stays full in PrestaShop: the order has told what became of it. */
    public function tellCart($cart)
    {
        if ($cart->orderExists()) {
            return false;
        }
        $read = ZagajMessage::now();
        $currency = new Currency((int) $cart->id_currency);
        $data = ZagajMessage::cart(
            self::token((int) $cart->id),
            (int) $cart->id_customer,
            $currency->iso_code,
            $cart->getProducts(true),
            (float) $cart->getOrderTotal(true),
            (int) $currency->precision
        );
        foreach ($cart->getCartRules() as $rule) {
            $data['coupons'][] = (string) $rule['code'];
        }

        return $this->tell('cart.updated', $data, $read);
    }

    public function hookActionValidateOrder($params)
    {
        $this->orderChanged((int) $params['order']->id, 'order.created', 'placed');
    }

    public function hookActionOrderStatusPostUpdate($params)
    {
        $state = $params['newOrderStatus'];
        $this->orderChanged((int) $params['id_order'], 'order.updated', self::status((int) $state->id, (bool) $state->paid, (bool) $state->shipped));
    }

    private function orderChanged($id, $type, $status)
    {
        $this->later(function () use ($id, $type, $status) {
            return $this->tellOrder(new Order($id), $type, $status);
        });
    }

    private function tellOrder($order, $type, $status)
    {
        $read = ZagajMessage::now();
        $currency = new Currency((int) $order->id_currency);
        $lines = ZagajMessage::ordered(OrderDetail::getList((int) $order->id) ?: [], (int) $currency->precision);
        $address = new Address((int) $order->id_address_delivery); // of which Zagaj keeps the code and the last four digits, sealed

        return $this->tell($type, ['id' => (string) $order->id, 'number' => (string) $order->reference, 'cart' => self::token((int) $order->id_cart),
            'customer' => (string) (int) $order->id_customer, 'status' => $status, 'currency' => $currency->iso_code,
            'total' => ZagajMessage::amount((float) $order->total_paid_tax_incl, (int) $currency->precision),
            'postcode' => (string) $address->postcode, 'phone' => (string) ($address->phone_mobile ?: $address->phone), 'lines' => $lines], $read);
    }

    private static function status($id, $paid, $shipped)
    {
        if ($id === (int) Configuration::get('PS_OS_CANCELED')) {
            return 'cancelled';
        }
        if ($id === (int) Configuration::get('PS_OS_REFUND')) {
            return 'refunded';
        }

        return $shipped ? 'shipped' : ($paid ? 'paid' : 'placed');
    }

    /** The official GDPR module asks for it. */
    public function hookActionDeleteGDPRCustomer($given)
    {
        $customer = self::whom($given);
        $done = $customer === '' || $this->forget($customer);

        return json_encode($done ? true : $this->l('Zagaj could not be reached. It is told again with the next cart or order.'));
    }

    /** Somebody was deleted among the shop's customers; the GDPR module does so, too. */
    public function hookActionObjectCustomerDeleteAfter($params)
    {
        if (!empty($params['object']->id)) {
            $this->forget((string) (int) $params['object']->id);
        }
    }

    /** Nothing later makes an erasure good, so one that was not taken is kept until it is. */
    private function forget($customer)
    {
        if ((string) Configuration::get('ZAGAJ_ADDRESS') === '') {
            return true; // nothing was ever told
        }
        if (!isset(self::$forgotten[$customer])) {
            self::$forgotten[$customer] = $this->tell('customer.erased', ['id' => $customer]);
            if (!self::$forgotten[$customer]) {
                Configuration::updateValue('ZAGAJ_OWED', json_encode(array_slice(array_merge($this->owed(), [$customer]), -1000)));
            }
        }

        return self::$forgotten[$customer];
    }

    private function owed()
    {
        return json_decode((string) Configuration::get('ZAGAJ_OWED'), true) ?: [];
    }

    /** Tells what could not be told before, now that Zagaj answers. */
    private function settle()
    {
        $owed = $this->owed();
        if ($owed !== []) {
            Configuration::deleteByName('ZAGAJ_OWED');
            array_map([$this, 'forget'], $owed);
        }
    }

    /**
     * Whom the GDPR module means: its version 1 hands the whole customer over, version 2 the number alone. An e-mail address or a telephone
     * number without an account says nothing to Zagaj, which knows people by their account only.
     */
    private static function whom($given)
    {
        $id = $given['id'] ?? $given[0] ?? '';
        if (is_object($id) && method_exists($id, 'getValue')) {
            $id = $id->getValue();
        }

        return is_scalar($id) && (int) $id > 0 && (string) (int) $id === (string) $id ? (string) $id : '';
    }

    /** The copy itself is for the merchant, in Zagaj's panel: PrestaShop's file says where. */
    public function hookActionExportGDPRData($given)
    {
        $customer = self::whom($given);
        if ($customer === '') {
            return json_encode([]);
        }
        $this->send('customer.data_requested', ['id' => $customer]);

        return json_encode([['Zagaj' => $this->l('The copy of the chat\'s data waits in Zagaj\'s panel, under Privacy.')]]);
    }

    public function hookDisplayBeforeBodyClosingTag()
    {
        $address = (string) Configuration::get('ZAGAJ_ADDRESS');
        $key = (string) Configuration::get('ZAGAJ_KEY');
        if ($address === '' || $key === '') {
            return '';
        }
        $cart = (int) $this->context->cart->id;

        $push = ZagajWorker::isThere(_PS_ROOT_DIR_, $this->context->shop->physical_uri);

        return ZagajMessage::tags($address, $key, $cart > 0 ? self::token($cart) : '', $push);
    }

    /** A cart's id is a small number that anybody could guess, so the page and the server are told this instead. */
    private static function token($cart)
    {
        return substr(hash_hmac('sha256', (string) $cart, _COOKIE_KEY_), 0, 32);
    }

    /** Reads and tells something when the request has ended; $tell says whether Zagaj has taken it. No visitor waits for it, and whatever goes wrong, the checkout goes on. */
    private function later(callable $tell)
    {
        register_shutdown_function(function () use ($tell) {
            ZagajMessage::release();
            try {
                if ($tell()) {
                    $this->settle();
                }
            } catch (Throwable $e) {
                PrestaShopLogger::addLog('Zagaj: ' . $e->getMessage(), 2);
            }
        });
    }

    /** Sends at once what was read at a time, or now, and reports whether Zagaj has taken it. */
    private function tell($type, array $data, $read = null)
    {
        return ZagajMessage::send((string) Configuration::get('ZAGAJ_ADDRESS'), (string) Configuration::get('ZAGAJ_SECRET'), $type, $data, $read);
    }

    /** Sends at the request's end, to where the settings say now: they may be deleted by then. */
    private function send($type, array $data)
    {
        $address = (string) Configuration::get('ZAGAJ_ADDRESS');
        $secret = (string) Configuration::get('ZAGAJ_SECRET');
        $this->later(function () use ($address, $secret, $type, $data) {
            return ZagajMessage::send($address, $secret, $type, $data);
        });
    }
}
