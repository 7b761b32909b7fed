<?php
declare(strict_types=1);

namespace Zagaj\Chat\Controller;

use Magento\Framework\App\ActionFactory;
use Magento\Framework\App\ActionInterface;
use Magento\Framework\App\RequestInterface;
use Magento\Framework\App\RouterInterface;
use Zagaj\Chat\Model\Settings;

/** Finds the worker at the shop's own address: browsers take a service worker from nowhere else. */
class Router implements RouterInterface
{
    public function __construct(private readonly ActionFactory $actions, private readonly Settings $settings)
    {
    }

    public function match(RequestInterface $request): ?ActionInterface
    {
        $isOurs = trim((string) $request->getPathInfo(), '/') === 'zagaj-push.js' && $this->settings->server() !== '';

        return $isOurs ? $this->actions->create(Worker::class) : null;
    }
}
