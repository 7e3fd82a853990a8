<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use Drupal\rollcall\Core\Clock;
use Drupal\rollcall\Core\Lease;
use Drupal\rollcall\Core\Memory;
use Drupal\rollcall\Core\Outbox;
use Drupal\rollcall\Core\Secrets;
use Drupal\rollcall\Core\Sender;
use Drupal\rollcall\Core\Settings;
use Drupal\rollcall\SiteTransport;

/**
 * A site in a folder, that several processes share as the processes of a web server share theirs.
 */
final class FileSite implements Clock, Lease, Memory, Settings
{
    public readonly Outbox $outbox;
    public readonly Sender $sender;
    public readonly PdoDatabase $database;
    /** @var resource|null */
    private $lock = null;

    public function __construct(
        private readonly string $folder,
        private readonly string $address,
        private readonly Secrets $secrets,
        private readonly int $timeout,
    ) {
        $this->database = PdoDatabase::open("$folder/site.sqlite");
        $this->outbox = new Outbox($this->database, $this);
        $this->sender = new Sender($this->outbox, new SiteTransport(new StreamClient()), $this, $this, $this, $this, 'uuid');
    }

    public function now(): int
    {
        return time();
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
        return $this->timeout;
    }

    public function recall(string $name): array
    {
        $text = @file_get_contents("$this->folder/$name.json");
        return $text === false ? [] : json_decode($text, true, flags: JSON_THROW_ON_ERROR);
    }

    public function keep(string $name, array $facts): void
    {
        // Whole or not at all, since others read it.
        file_put_contents("$this->folder/$name." . getmypid(), json_encode($facts, JSON_THROW_ON_ERROR));
        rename("$this->folder/$name." . getmypid(), "$this->folder/$name.json");
    }

    public function acquire(int $seconds): bool
    {
        $this->lock = fopen("$this->folder/lease", 'c');
        return flock($this->lock, LOCK_EX | LOCK_NB);
    }

    public function release(): void
    {
        flock($this->lock, LOCK_UN);
    }
}
