<?php
declare(strict_types=1);

namespace Zagaj\Chat\Model;

use Magento\Csp\Api\PolicyCollectorInterface;
use Magento\Csp\Model\Policy\FetchPolicy;

/** Lets pages load the chat from the server that was entered: in the checkout Magento 2.4.7 and newer lets browsers load from nowhere else. */
class Policies implements PolicyCollectorInterface
{
    public function __construct(private readonly Settings $settings)
    {
    }

    public function collect(array $defaultPolicies = []): array
    {
        if (!preg_match('#^(https?)(://[^/]+)#', $this->settings->server(), $at)) {
            return $defaultPolicies;
        }
        [$server, $scheme, $host] = $at;
        $socket = ($scheme === 'https' ? 'wss' : 'ws') . $host;

        return array_merge($defaultPolicies, [
            new FetchPolicy('script-src', false, [$server]),
            new FetchPolicy('connect-src', false, [$server, $socket]),
            new FetchPolicy('img-src', false, [$server], ['blob']), // photos, also those that a visitor is about to send
        ]);
    }
}
