<?php
declare(strict_types=1);

namespace Zagaj\Chat\Observer;

use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Zagaj\Chat\Model\Message;
use Zagaj\Chat\Model\Sender;
use Zagaj\Chat\Model\Settings;

/** An order, when it was placed and whenever it changed. */
class Order implements ObserverInterface
{
    public function __construct(private readonly Sender $sender, private readonly Settings $settings)
    {
    }

    public function execute(Observer $observer): void
    {
        $order = $observer->getEvent()->getOrder();
        if ($order && $order->getId()) {
            $this->sender->later('order' . $order->getId(), (int) $order->getStoreId(), 'order.updated', fn () => $this->snapshot($order));
        }
    }

    /** @return array<string,mixed> */
    private function snapshot(\Magento\Sales\Model\Order $order): array
    {
        $lines = [];
        foreach ($order->getAllVisibleItems() as $item) {
            $price = $item->getPriceInclTax() ?? $item->getPrice();
            $lines[] = Message::line((string) $item->getProductId(), (string) $item->getSku(), (string) $item->getName(), (float) $item->getQtyOrdered(), $price);
        }
        $status = Message::status(
            (string) $order->getState(),
            (float) $order->getTotalPaid() >= (float) $order->getGrandTotal() && (float) $order->getGrandTotal() > 0,
            !$order->canShip() && $order->hasShipments()
        );

        $address = $order->getShippingAddress() ?: $order->getBillingAddress(); // of which Zagaj keeps the code and the last four digits, sealed

        return ['id' => (string) $order->getId(), 'number' => (string) $order->getIncrementId(), 'cart' => $this->settings->token((int) $order->getQuoteId()),
            'customer' => $order->getCustomerId() ? (string) $order->getCustomerId() : '', 'status' => $status, 'currency' => (string) $order->getOrderCurrencyCode(),
            'total' => Message::amount($order->getGrandTotal()), 'postcode' => $address ? (string) $address->getPostcode() : '',
            'phone' => $address ? (string) $address->getTelephone() : '', 'lines' => $lines];
    }
}
