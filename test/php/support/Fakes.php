<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use Drupal\rollcall\Core\Answer;
use Drupal\rollcall\Core\Clock;
use Drupal\rollcall\Core\Lease;
use Drupal\rollcall\Core\Memory;
use Drupal\rollcall\Core\Outbox;
use Drupal\rollcall\Core\Secrets;
use Drupal\rollcall\Core\Sender;
use Drupal\rollcall\Core\Settings;
use Drupal\rollcall\Core\Transport;

/**
 * A site of its own: outbox on SQLite, a clock to set, and a receiver that answers as a test says.
 */
final class Fakes implements Clock, Lease, Memory, Settings, Transport
{
    public const SECRET = 'whsec_bWFkZSB1cCBmb3IgdGhpcyB0ZXN0LCBub3QgdXNlZA==';

    public int $now = 1_800_000_000;
    public string $address = 'https://rollcall.example.test/hooks/staff/webhook';
    public Secrets $secrets;
    public bool $isLeased = false;
    /** @var array<string, array<string, mixed>> */
    public array $kept = [];
    /** @var list<array{id: string, type: string, who: string|null, body: string, headers: array<string, string>, at: int}> */
    public array $received = [];
    /** How the receiver answers: a status, an Answer, or an exception to throw; told what came. */
    public ?\Closure $receiver = null;
    /** Called before the lease is given back. */
    public ?\Closure $onRelease = null;
    public readonly Outbox $outbox;

    public function __construct(public readonly PdoDatabase $database)
    {
        $this->secrets = new Secrets(self::SECRET);
        $this->outbox = new Outbox($database, $this);
    }

    public static function site(): self
    {
        return new self(PdoDatabase::open());
    }

    public function sender(float $random = 1.0): Sender
    {
        return new Sender($this->outbox, $this, $this, $this, $this, $this, 'uuid', static fn (): float => $random);
    }

    /** What arrived, as "type who". */
    public function arrived(): array
    {
        return array_map(static fn (array $message): string => trim("{$message['type']} {$message['who']}"), $this->received);
    }

    public function now(): int
    {
        return $this->now;
    }

    public function address(): string
    {
        return $this->address;
    }

    public function secrets(): Secrets
    {
        return $this->secrets;
    }

    public function timeout(): int
    {
        return 2;
    }

    public function recall(string $name): array
    {
        return $this->kept[$name] ?? [];
    }

    public function keep(string $name, array $facts): void
    {
        $this->kept[$name] = $facts;
    }

    public function acquire(int $seconds): bool
    {
        return $this->isLeased ? false : $this->isLeased = true;
    }

    public function release(): void
    {
        if ($this->onRelease !== null) {
            ($this->onRelease)();
        }
        $this->isLeased = false;
    }

    public function post(string $address, array $headers, string $body, int $seconds): Answer
    {
        $read = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
        $message = [
            'id' => $headers['webhook-id'],
            'type' => $read['type'],
            'who' => $read['data']['uuid'] ?? null,
            'body' => $body,
            'headers' => $headers,
            'at' => $this->now,
        ];
        $answer = $this->receiver === null ? 202 : ($this->receiver)($message);
        $this->received[] = $message;
        if ($answer instanceof \Throwable) {
            throw $answer;
        }
        return $answer instanceof Answer ? $answer : new Answer($answer);
    }
}
