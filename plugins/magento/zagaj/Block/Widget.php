<?php
declare(strict_types=1);

namespace Zagaj\Chat\Block;

use Magento\Framework\View\Element\Template;
use Zagaj\Chat\Model\Settings;

/** The widget's tags; the same for every visitor, so that the page stays in the cache. */
class Widget extends Template
{
    public function __construct(Template\Context $context, private readonly Settings $settings, array $data = [])
    {
        parent::__construct($context, $data);
    }

    public function isOn(): bool
    {
        return $this->settings->address() !== '' && $this->settings->key() !== '';
    }

    public function getKey(): string
    {
        return $this->settings->key();
    }

    public function getServer(): string
    {
        return $this->settings->server();
    }
}
