<?php
declare(strict_types=1);

namespace Zagaj\Chat\Observer;

use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Zagaj\Chat\Model\Message;
use Zagaj\Chat\Model\Sender;
use Zagaj\Chat\Model\Settings;

/** A quote is saved several times for one change, also before its totals are counted, so it is read when the request ends. */
class Quote implements ObserverInterface
{
    public function __construct(private readonly Sender $sender, private readonly Settings $settings)
    {
    }

    public function execute(Observer $observer): void
    {
        $quote = $observer->getEvent()->getQuote();
        if ($quote && $quote->getId()) {
            $this->sender->later('quote' . $quote->getId(), (int) $quote->getStoreId(), 'cart.updated', fn () => $quote->getIsActive() ? $this->snapshot($quote) : null);
        }
    }

    /** @return array<string,mixed> */
    private function snapshot(\Magento\Quote\Model\Quote $quote): array
    {
        $lines = [];
        foreach ($quote->getAllVisibleItems() as $item) {
            $lines[] = Message::line((string) $item->getProductId(), (string) $item->getSku(), (string) $item->getName(), (float) $item->getQty(), $item->getPriceInclTax() ?? $item->getPrice());
        }

        return ['id' => $this->settings->token((int) $quote->getId()), 'customer' => $quote->getCustomerId() ? (string) $quote->getCustomerId() : '',
            'currency' => (string) $quote->getQuoteCurrencyCode(), 'total' => Message::amount($quote->getGrandTotal()),
            'coupons' => $quote->getCouponCode() ? [(string) $quote->getCouponCode()] : [], 'lines' => $lines];
    }
}
