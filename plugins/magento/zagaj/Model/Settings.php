<?php
declare(strict_types=1);

namespace Zagaj\Chat\Model;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\App\DeploymentConfig;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Store\Model\ScopeInterface;

/** What the shop's owner entered. */
class Settings
{
    public function __construct(private readonly ScopeConfigInterface $config, private readonly EncryptorInterface $encryptor, private readonly DeploymentConfig $deployment)
    {
    }

    public function address(?int $store = null): string
    {
        return trim((string) $this->config->getValue('zagaj/chat/address', ScopeInterface::SCOPE_STORE, $store));
    }

    /** Where Zagaj is, '' before an address is entered. */
    public function server(): string
    {
        return (string) preg_replace('#/hooks/magento/[^/]+$#', '', $this->address());
    }

    public function secret(?int $store = null): string
    {
        return $this->encryptor->decrypt((string) $this->config->getValue('zagaj/chat/secret', ScopeInterface::SCOPE_STORE, $store));
    }

    public function key(): string
    {
        return trim((string) $this->config->getValue('zagaj/chat/key', ScopeInterface::SCOPE_STORE));
    }

    /** A quote's id is a small number that anybody could guess, so the page and the server are told this instead. */
    public function token(int $quote): string
    {
        return $quote > 0 ? substr(hash_hmac('sha256', 'zagaj' . $quote, (string) $this->deployment->get('crypt/key')), 0, 32) : '';
    }
}
