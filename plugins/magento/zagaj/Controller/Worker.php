<?php
declare(strict_types=1);

namespace Zagaj\Chat\Controller;

use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\Result\Raw;
use Magento\Framework\Controller\Result\RawFactory;
use Zagaj\Chat\Model\Settings;

/** The worker by which a visitor's own browser tells of a promised answer: one line, which fetches the rest from the server. */
class Worker implements HttpGetActionInterface
{
    public function __construct(private readonly RawFactory $results, private readonly Settings $settings)
    {
    }

    public function execute(): Raw
    {
        $result = $this->results->create();
        $result->setHeader('Content-Type', 'text/javascript; charset=utf-8', true);
        $result->setHeader('Cache-Control', 'no-cache', true);
        $result->setHeader('Service-Worker-Allowed', '/zagaj-push/', true);
        $result->setContents('importScripts(' . json_encode($this->settings->server() . '/push-worker.js', JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR) . ")\n");

        return $result;
    }
}
