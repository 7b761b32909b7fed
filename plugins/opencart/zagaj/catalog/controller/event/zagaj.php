<?php
/**
 * Listens to the shop's own events: OpenCart has no webhooks.
 *
 * @license Apache-2.0
 */
namespace Opencart\Catalog\Controller\Extension\Zagaj\Event;

use Opencart\System\Library\Extension\Zagaj\Message;
use Opencart\System\Library\Extension\Zagaj\Worker;

class Zagaj extends \Opencart\System\Engine\Controller
{
    /** After a line was added, changed or removed, and after a coupon. */
    public function cart(string &$route, array &$args, mixed &$output): void
    {
        $this->undisturbed(function () {
            $this->tellCart();
        });
    }

    /** After an order got a state, the first one included. */
    public function order(string &$route, array &$args, mixed &$output): void
    {
        $this->undisturbed(function () use ($args) {
            $this->tellOrder((int) $args[0]);
        });
    }

    /** Whatever goes wrong while something is told, the checkout goes on. */
    private function undisturbed(callable $tell): void
    {
        try {
            $tell();
        } catch (\Throwable $e) {
            $this->log->write('Zagaj: ' . $e->getMessage());
        }
    }

    /** The snapshot is told only when it is another than the last. */
    private function tellCart(): void
    {
        $currency = $this->session->data['currency'] ?? $this->config->get('config_currency');
        $decimals = $this->currency->getDecimalPlace($currency);
        $products = [];
        foreach ($this->cart->getProducts() as $product) {
            $product['price'] = $this->shown($this->tax->calculate($product['price'], $product['tax_class_id'], (bool) $this->config->get('config_tax')), $currency);
            $products[] = $product;
        }
        $data = ['id' => $this->token(), 'customer' => $this->customer->isLogged() ? (string) $this->customer->getId() : '', 'currency' => $currency,
            'total' => Message::amount($this->shown($this->worth(), $currency), $decimals),
            'coupons' => isset($this->session->data['coupon']) ? [(string) $this->session->data['coupon']] : [], 'lines' => Message::lines($products, $decimals)];
        $digest = hash('sha256', (string) json_encode($data));
        if ($digest !== ($this->session->data['zagaj_told'] ?? '')) {
            $this->session->data['zagaj_told'] = $digest;
            $this->tell('cart', 'cart.updated', $data);
        }
    }

    private function tellOrder(int $id): void
    {
        $order = $this->model_checkout_order->getOrder($id);
        if (!$order) {
            return;
        }
        $isOwn = (int) ($this->session->data['order_id'] ?? 0) === $id; // else the session is the admin's, or of a payment's server
        if ($isOwn) {
            unset($this->session->data['zagaj_told']); // OpenCart empties the cart without an event: the same again is news
        }
        $decimals = $this->currency->getDecimalPlace($order['currency_code']);
        $value = (float) $order['currency_value'];
        $products = [];
        foreach ($this->model_checkout_order->getProducts($id) as $product) {
            $product['price'] = ((float) $product['price'] + (float) $product['tax']) * $value;
            $products[] = $product;
        }
        $this->tell('order' . $id, 'order.updated', ['id' => (string) $id, 'number' => (string) $id, 'cart' => $isOwn ? $this->token() : '',
            'customer' => (int) $order['customer_id'] > 0 ? (string) $order['customer_id'] : '', 'currency' => $order['currency_code'],
            'status' => Message::status($order['order_status_id']), 'total' => Message::amount((float) $order['total'] * $value, $decimals),
            'postcode' => (string) ($order['shipping_postcode'] ?: $order['payment_postcode']), 'phone' => (string) $order['telephone'],
            'lines' => Message::lines($products, $decimals)]);
    }

    /** Puts the widget into the head of every page. */
    public function header(string &$route, array &$args, mixed &$output): void
    {
        $address = (string) $this->config->get('module_zagaj_address');
        $key = (string) $this->config->get('module_zagaj_key');
        if ($this->config->get('module_zagaj_status') && $address !== '' && $key !== '' && is_string($output)) {
            $push = Worker::isThere(DIR_OPENCART, parse_url((string) $this->config->get('config_url'), PHP_URL_PATH));
            $output = str_replace('</head>', Message::tags($address, $key, $this->shownToken(), $push) . '</head>', $output);
        }
    }

    /** Puts the token into the small cart, which OpenCart fetches anew when something was put into the cart without a new page. */
    public function small(string &$route, array &$args, mixed &$output): void
    {
        if ($this->config->get('module_zagaj_status') && is_string($output)) {
            $output .= Message::tag($this->shownToken());
        }
    }

    /** What the cart's page says it is worth: with coupons, and with taxes that OpenCart counts for the whole cart. */
    private function worth(): float
    {
        $totals = [];
        $taxes = $this->cart->getTaxes();
        $total = 0.0;
        $this->load->model('checkout/cart');
        ($this->model_checkout_cart->getTotals)($totals, $taxes, $total);

        return $total;
    }

    private function shown(float $amount, string $currency): float
    {
        return (float) $this->currency->convert($amount, $this->config->get('config_currency'), $currency);
    }

    /** A page without a cart tells no token: page caches keep it for other visitors. */
    private function shownToken(): string
    {
        return $this->cart && $this->cart->hasProducts() ? $this->token() : ''; // a page of an error may have come before there is a cart
    }

    private function token(): string
    {
        return Message::token((string) $this->session->getId(), (string) $this->config->get('config_encryption'));
    }

    private function tell(string $thing, string $type, array $data): void
    {
        if ($this->config->get('module_zagaj_status')) {
            Message::later((string) $this->config->get('module_zagaj_address'), (string) $this->config->get('module_zagaj_secret'), $thing, $type, $data);
        }
    }
}
