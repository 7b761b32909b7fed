<?php
declare(strict_types=1);

namespace Zagaj\Chat\Model;

use Magento\Framework\FlagManager;
use Magento\Framework\HTTP\Client\CurlFactory;
use Psr\Log\LoggerInterface;

/** Sends when the request ends, so that no visitor waits for it; of several snapshots of one thing the last. */
class Sender
{
    private const TIMEOUT = 2;

    /** A visitor changes a handful of things in a request. An import changes thousands: it must not hold all of them until it ends. */
    private const MOST = 100;

    /** @var array<string,array{0:int,1:string,2:callable}> */
    private array $waiting = [];

    /** Whether the server could not be reached just now. */
    private bool $isAway = false;

    /** What nothing later makes good, and where it is kept until it is taken: who is to be forgotten. */
    private const ERASURE = 'customer.erased';
    private const OWED = 'zagaj_owed';

    public function __construct(private readonly Settings $settings, private readonly CurlFactory $clients, private readonly LoggerInterface $log, private readonly FlagManager $flags)
    {
    }

    /** Marks a thing as changed; read is called once, at the end, and gives the message's data or null for nothing to tell. */
    public function later(string $thing, int $store, string $type, callable $read): void
    {
        if ($this->settings->address($store) === '') {
            return;
        }
        if ($this->waiting === []) {
            register_shutdown_function([$this, 'flush']);
        }
        $this->waiting[$thing] = [$store, $type, $read];
        if (count($this->waiting) >= self::MOST) {
            $this->sendAll();
        }
    }

    /** Lets the visitor have the page, where the server can, and sends what waits. */
    public function flush(): void
    {
        foreach (['fastcgi_finish_request', 'litespeed_finish_request'] as $finish) {
            if (function_exists($finish)) {
                $finish();
                break;
            }
        }
        $this->sendAll();
    }

    private function sendAll(): void
    {
        $waiting = $this->waiting;
        $this->waiting = [];
        $this->isAway = false;
        foreach ($waiting as $thing => [$store, $type, $read]) {
            if ($this->isAway) { // each of the others would wait as long for nothing; the next snapshot makes it good
                if ($type === self::ERASURE) {
                    $this->owe([[$store, $read()]]);
                }
                continue;
            }
            try {
                $ms = self::now(); // before it is read: of two requests at once the one that has read later tells more
                $data = $read();
                if ($data !== null) {
                    $this->send($store, $type, $data, $ms);
                    $this->settle();
                }
            } catch (\Throwable $e) {
                if ($type === self::ERASURE) {
                    $this->owe([[$store, $read()]]);
                }
                $this->log->warning('zagaj: ' . $thing . ' is not told: ' . $e->getMessage());
            }
        }
    }

    private static function now(): int
    {
        return (int) floor(microtime(true) * 1000);
    }

    /** @param array<int,array{0:int,1:array<string,mixed>}> $erasures */
    private function owe(array $erasures): void
    {
        $this->flags->saveFlag(self::OWED, array_slice(array_merge($this->flags->getFlagData(self::OWED) ?: [], $erasures), -1000));
    }

    /** Tells what could not be told before, now that the server answers. */
    private function settle(): void
    {
        $owed = $this->flags->getFlagData(self::OWED) ?: [];
        if ($owed === []) {
            return;
        }
        $this->flags->deleteFlag(self::OWED);
        while ($owed !== []) {
            try {
                $this->send($owed[0][0], self::ERASURE, $owed[0][1], self::now());
            } catch (\Throwable $e) {
                $this->owe($owed);

                return;
            }
            array_shift($owed);
        }
    }

    /** @param array<string,mixed> $data */
    private function send(int $store, string $type, array $data, int $ms): void
    {
        $body = json_encode(['type' => $type, 'occurred_at' => $ms, 'data' => $data + ['version' => $ms]], JSON_THROW_ON_ERROR);
        $headers = Message::headers($this->settings->secret($store), 'msg_' . bin2hex(random_bytes(16)), time(), $body);
        if ($headers === null) {
            throw new \RuntimeException('the secret is not the one that the panel shows');
        }
        $client = $this->clients->create();
        $client->setTimeout(self::TIMEOUT);
        $client->setHeaders($headers);
        try {
            $client->post($this->settings->address($store), $body);
        } catch (\Throwable $e) {
            $this->isAway = true;
            throw $e;
        }
        if ($client->getStatus() >= 300) {
            throw new \RuntimeException('the server answers ' . $client->getStatus());
        }
    }
}
