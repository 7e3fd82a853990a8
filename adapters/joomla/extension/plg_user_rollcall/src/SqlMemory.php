<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Rollcall\Plugin\User\Rollcall\Core\Clock;
use Rollcall\Plugin\User\Rollcall\Core\Database;
use Rollcall\Plugin\User\Rollcall\Core\Lease;
use Rollcall\Plugin\User\Rollcall\Core\Memory;

/**
 * Facts that survive a request, and the lease of the sender, in one small table: Joomla has no service for either.
 */
final class SqlMemory implements Memory, Lease
{
    private const TABLE = 'rollcall_memory';
    private const LEASE = 'lease';

    private int $leasedUntil = 0;

    public function __construct(private readonly Database $database, private readonly Clock $clock)
    {
    }

    public function recall(string $name): array
    {
        $rows  = $this->database->rows('SELECT facts FROM {rollcall_memory} WHERE name = :name', [':name' => $name]);
        $facts = json_decode((string) ($rows[0]['facts'] ?? ''), true);

        return \is_array($facts) ? $facts : [];
    }

    public function keep(string $name, array $facts): void
    {
        $this->ensure($name);
        $this->database->update(self::TABLE, ['facts' => json_encode($facts, JSON_THROW_ON_ERROR)], [['name', '=', $name]]);
    }

    public function acquire(int $seconds): bool
    {
        $this->ensure(self::LEASE);
        $now   = $this->clock->now();
        $until = $now + $seconds;
        // One statement, so that of two processes one wins.
        $taken = $this->database->update(self::TABLE, ['expires_at' => $until], [['name', '=', self::LEASE], ['expires_at', '<=', $now]]);
        if ($taken === 1) {
            $this->leasedUntil = $until;
        }

        return $taken === 1;
    }

    public function release(): void
    {
        // Not one that ended by itself and is somebody else's now.
        $this->database->update(self::TABLE, ['expires_at' => 0], [['name', '=', self::LEASE], ['expires_at', '=', $this->leasedUntil]]);
    }

    private function ensure(string $name): void
    {
        if ($this->database->rows('SELECT name FROM {rollcall_memory} WHERE name = :name', [':name' => $name]) !== []) {
            return;
        }
        try {
            $this->database->insert(self::TABLE, ['name' => $name, 'facts' => '{}', 'expires_at' => 0]);
        } catch (\RuntimeException) {
            // Another process was quicker; the row is there, which is what was wanted.
        }
    }
}
