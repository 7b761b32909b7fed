<?php
declare(strict_types=1);

namespace Zagaj\Chat\CustomerData;

use Magento\Checkout\Model\Session;
use Magento\Customer\CustomerData\SectionSourceInterface;
use Zagaj\Chat\Model\Settings;

/** The token of this visitor's cart, for the page. */
class Cart implements SectionSourceInterface
{
    public function __construct(private readonly Session $session, private readonly Settings $settings)
    {
    }

    public function getSectionData(): array
    {
        return ['token' => $this->settings->token((int) $this->session->getQuoteId())];
    }
}
