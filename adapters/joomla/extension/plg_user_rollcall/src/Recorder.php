<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Rollcall\Plugin\User\Rollcall\Core\Outbox;

/**
 * Notes in the outbox what happened to accounts and groups.
 *
 * A fault here must not make a save fail that was stored already: Joomla reports that to the user.
 */
final class Recorder
{
    /** @var array<int, array<string, mixed>> What accounts were before they are saved, without passwords. */
    private array $before = [];

    /**
     * @param string                   $origin Which application runs: administrator, site or other.
     * @param \Closure(string): void $report Told what went wrong.
     */
    public function __construct(
        private readonly PluginSettings $settings,
        private readonly Outbox $outbox,
        private readonly string $origin,
        private readonly \Closure $report,
    ) {
    }

    /**
     * An account is about to be saved.
     *
     * @param array<string, mixed> $user As it is now.
     */
    public function beforeSave(array $user): void
    {
        if (!empty($user['id'])) {
            $this->before[(int) $user['id']] = UserChange::comparable($user);
        }
    }

    /**
     * An account was saved. Says whether it was noted.
     *
     * @param array<string, mixed> $user As it is now.
     */
    public function afterSave(array $user, bool $isNew): bool
    {
        $id     = (int) ($user['id'] ?? 0);
        $before = $this->before[$id] ?? null;
        unset($this->before[$id]);
        if (!$isNew && $before !== null && !UserChange::differs($before, $user)) {
            return false;
        }

        return $this->record($isNew ? 'user.insert' : 'user.update', $id, $isNew ? 'insert' : 'update');
    }

    /**
     * An account was deleted.
     */
    public function afterDelete(int $id): bool
    {
        return $this->record('user.delete', $id, 'delete');
    }

    /**
     * A group was renamed or deleted; its members lose it without events of their own.
     */
    public function group(string $type, int $id): bool
    {
        return $this->record($type, $id, 'group');
    }

    private function record(string $type, int $id, string $kind): bool
    {
        try {
            if ($id <= 0 || $this->settings->address() === '' || !$this->settings->wantsEvent($kind) || !$this->settings->wantsOrigin($this->origin)) {
                return false;
            }
            $this->outbox->add($type, (string) $id);

            return true;
        } catch (\Exception $exception) {
            ($this->report)("Noting an event for Rollcall ($type): {$exception->getMessage()}. The next look for changes finds it.");

            return false;
        }
    }
}
