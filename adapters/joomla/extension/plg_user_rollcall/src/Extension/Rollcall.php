<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Extension;

\defined('_JEXEC') or die;

use Joomla\CMS\Event\Plugin\AjaxEvent;
use Joomla\CMS\Log\Log;
use Joomla\CMS\Plugin\CMSPlugin;
use Joomla\CMS\Session\Session;
use Joomla\Database\DatabaseAwareTrait;
use Joomla\Event\EventInterface;
use Joomla\Event\SubscriberInterface;
use Rollcall\Plugin\User\Rollcall\Recorder;
use Rollcall\Plugin\User\Rollcall\Site;

/**
 * Tells Rollcall when an account or a group changes.
 *
 * Events are noted while Joomla saves, and sent when the page was delivered: a receiver that is slow holds nobody up. Of what Joomla
 * hands over, passwords in clear text among it, only the id is used.
 */
final class Rollcall extends CMSPlugin implements SubscriberInterface
{
    use DatabaseAwareTrait;

    /** What is left after so many seconds is the scheduled task's. */
    private const SECONDS = 5;
    private const GROUPS  = 'com_users.group';

    /** @var bool Untyped, as the parent's. */
    protected $autoloadLanguage = true;

    private ?Site $site         = null;
    private ?Recorder $recorder = null;
    private bool $sendsAtEnd    = false;

    /**
     * @return array<string, string>
     */
    public static function getSubscribedEvents(): array
    {
        return [
            'onUserBeforeSave'       => 'beforeSave',
            'onUserAfterSave'        => 'afterSave',
            'onUserAfterDelete'      => 'afterDelete',
            'onUserAfterSaveGroup'   => 'afterSaveGroup',
            'onUserAfterDeleteGroup' => 'afterDeleteGroup',
            'onAjaxRollcall'         => 'test',
        ];
    }

    public function beforeSave(EventInterface $event): void
    {
        $this->recorder()->beforeSave((array) $event->getArgument('subject'));
    }

    public function afterSave(EventInterface $event): void
    {
        if ($event->getArgument('savingResult', true)) {
            $this->sendAtEnd($this->recorder()->afterSave((array) $event->getArgument('subject'), (bool) $event->getArgument('isNew')));
        }
    }

    public function afterDelete(EventInterface $event): void
    {
        if ($event->getArgument('deletingResult', true)) {
            $this->sendAtEnd($this->recorder()->afterDelete(self::idOf($event->getArgument('subject'))));
        }
    }

    public function afterSaveGroup(EventInterface $event): void
    {
        // A new group has no members yet.
        if ($event->getArgument('context', self::GROUPS) === self::GROUPS && !$event->getArgument('isNew')) {
            $this->sendAtEnd($this->recorder()->group('user-group.update', self::idOf($event->getArgument('subject'))));
        }
    }

    public function afterDeleteGroup(EventInterface $event): void
    {
        if ($event->getArgument('deletingResult', true)) {
            $this->sendAtEnd($this->recorder()->group('user-group.delete', self::idOf($event->getArgument('data') ?: $event->getArgument('subject'))));
        }
    }

    /**
     * The button "Send test event" of the settings, by com_ajax.
     */
    public function test(AjaxEvent $event): void
    {
        $app = $this->getApplication();
        if ($app === null || !$app->isClient('administrator') || !$app->getIdentity()?->authorise('core.admin') || !Session::checkToken('get')) {
            throw new \RuntimeException('This needs an administrator, and the link of the settings page.', 403);
        }
        [, $text] = $this->site()->sender->test();
        $event->addResult($text);
    }

    private function sendAtEnd(bool $isNoted): void
    {
        if (!$isNoted || $this->sendsAtEnd) {
            return;
        }
        $this->sendsAtEnd = true;
        // Not onAfterRespond: a redirect, which is how saving ends in the administrator interface, leaves the program before it.
        register_shutdown_function($this->send(...));
    }

    private function send(): void
    {
        if (\function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
        try {
            $this->site()->sender->drain(self::SECONDS);
        } catch (\Exception $exception) {
            self::report("Sending events to Rollcall: {$exception->getMessage()}. The scheduled task tries again.");
        }
    }

    private function site(): Site
    {
        return $this->site ??= Site::open($this->getDatabase(), $this->params);
    }

    private function recorder(): Recorder
    {
        return $this->recorder ??= new Recorder($this->site()->settings, $this->site()->outbox, $this->origin(), self::report(...));
    }

    private function origin(): string
    {
        $app = $this->getApplication();

        return match (true) {
            $app?->isClient('administrator') === true => 'administrator',
            $app?->isClient('site') === true => 'site',
            default => 'other',
        };
    }

    /**
     * The id within what Joomla hands over: an array or a table.
     */
    private static function idOf(mixed $subject): int
    {
        return (int) (\is_object($subject) ? $subject->id ?? 0 : $subject['id'] ?? 0);
    }

    private static function report(string $message): void
    {
        Log::add($message, Log::WARNING, 'rollcall');
    }
}
