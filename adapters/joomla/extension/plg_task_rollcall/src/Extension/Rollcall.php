<?php

declare(strict_types=1);

namespace Rollcall\Plugin\Task\Rollcall\Extension;

\defined('_JEXEC') or die;

use Joomla\CMS\Plugin\CMSPlugin;
use Joomla\Component\Scheduler\Administrator\Event\ExecuteTaskEvent;
use Joomla\Component\Scheduler\Administrator\Task\Status;
use Joomla\Component\Scheduler\Administrator\Traits\TaskPluginTrait;
use Joomla\Database\DatabaseAwareTrait;
use Joomla\Event\SubscriberInterface;
use Rollcall\Plugin\User\Rollcall\Site;

/**
 * Sends again what could not be sent, and looks for changes that raise no event.
 */
final class Rollcall extends CMSPlugin implements SubscriberInterface
{
    use DatabaseAwareTrait;
    use TaskPluginTrait;

    protected const TASKS_MAP = [
        'rollcall.send' => ['langConstPrefix' => 'PLG_TASK_ROLLCALL_SEND', 'method' => 'send', 'form' => 'send'],
    ];

    private const SECONDS = 30;
    private const LOOK    = 'fingerprint';

    /** @var bool Untyped, as the parent's. */
    protected $autoloadLanguage = true;

    /**
     * @return array<string, string>
     */
    public static function getSubscribedEvents(): array
    {
        return [
            'onTaskOptionsList'    => 'advertiseRoutines',
            'onExecuteTask'        => 'standardRoutineHandler',
            'onContentPrepareForm' => 'enhanceTaskItemForm',
        ];
    }

    /**
     * Called by the trait, which finds it in TASKS_MAP.
     */
    private function send(ExecuteTaskEvent $event): int
    {
        if (!class_exists(Site::class)) {
            $this->logTask('The plugin "User - Rollcall" is not installed.', 'error');

            return Status::KNOCKOUT;
        }
        $site = Site::ofPlugin($this->getDatabase());
        if (!$site->sender->isReady()) {
            $this->logTask('The plugin "User - Rollcall" is disabled, or its address or secret is not set.', 'warning');

            return Status::OK;
        }
        $site->outbox->tidy();
        $this->look($site, (int) ($event->getArgument('params')->hours ?? 1));
        $result = $site->sender->drain(self::SECONDS);
        $this->logTask(trim("Messages sent: $result->sent. $result->why"));

        return Status::OK;
    }

    private function look(Site $site, int $hours): void
    {
        $lastAt = (int) ($site->memory->recall(self::LOOK)['at'] ?? 0);
        if ($hours <= 0 || time() - $lastAt < $hours * 3600) {
            return;
        }
        $startedAt = time();
        $noted     = $site->fingerprint((string) $this->getApplication()?->get('secret'))->look($lastAt === 0);
        $site->memory->keep(self::LOOK, ['at' => $startedAt]);
        if ($noted > 0) {
            $this->logTask("Changes without an event: $noted.");
        }
    }
}
