<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Rollcall\Plugin\User\Rollcall\Core\Clock;

/**
 * The time of the machine.
 */
final class SystemClock implements Clock
{
    public function now(): int
    {
        return time();
    }
}
