<?php
declare(strict_types=1);

namespace Zagaj\Chat\Observer;

use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Zagaj\Chat\Model\Sender;

/** A customer that is deleted is forgotten by Zagaj too. */
class Customer implements ObserverInterface
{
    public function __construct(private readonly Sender $sender)
    {
    }

    public function execute(Observer $observer): void
    {
        $customer = $observer->getEvent()->getCustomer();
        if ($customer && $customer->getId()) {
            $id = (string) $customer->getId();
            $this->sender->later('customer' . $id, (int) $customer->getStoreId(), 'customer.erased', fn () => ['id' => $id]);
        }
    }
}
