<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Field;

\defined('_JEXEC') or die;

use Joomla\CMS\Factory;
use Joomla\CMS\Form\FormField;
use Joomla\CMS\Language\Text;
use Joomla\CMS\Session\Session;
use Joomla\Database\DatabaseInterface;
use Rollcall\Plugin\User\Rollcall\Site;

/**
 * Says how sending goes, with a link that sends a test event.
 */
final class StateField extends FormField
{
    /** @var string Untyped, as the parent's. */
    protected $type = 'State';

    protected function getInput(): string
    {
        $site = Site::ofPlugin(Factory::getContainer()->get(DatabaseInterface::class));
        $link = 'index.php?option=com_ajax&group=user&plugin=rollcall&format=json&' . Session::getFormToken() . '=1';
        $list = implode('', array_map(static fn (string $line): string => '<li>' . htmlspecialchars($line) . '</li>', self::lines($site)));
        $test = $site->sender->isReady()
            ? '<a class="btn btn-secondary" target="_blank" href="' . htmlspecialchars($link) . '">' . htmlspecialchars(Text::_('PLG_USER_ROLLCALL_STATE_TEST')) . '</a>'
            : '';

        return "<ul>$list</ul>$test";
    }

    /**
     * @return list<string>
     */
    private static function lines(Site $site): array
    {
        $status = $site->sender->status();
        $lines  = $site->sender->isReady() ? [] : [Text::_('PLG_USER_ROLLCALL_STATE_NOT_SET_UP')];
        $lines[] = Text::sprintf('PLG_USER_ROLLCALL_STATE_WAITING', $site->outbox->count()['waiting']);
        if ($status['sentAt'] !== null) {
            $lines[] = Text::sprintf('PLG_USER_ROLLCALL_STATE_SENT', self::time($status['sentAt']));
        }
        if ($status['failures'] > 0) {
            $lines[] = Text::sprintf('PLG_USER_ROLLCALL_STATE_FAILED', $status['note'], self::time($status['pausedUntil']));
        }
        foreach ($site->outbox->dead(5) as $event) {
            $lines[] = Text::sprintf('PLG_USER_ROLLCALL_STATE_DEAD', $event['type'], self::time($event['occurredAt']), $event['note']);
        }

        return $lines;
    }

    private static function time(int $time): string
    {
        return gmdate('Y-m-d H:i:s', $time) . ' UTC';
    }
}
