<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\rollcall\Core\Clock;

/**
 * The time now, not the time at which the request began: a signature must be fresh.
 */
final class SiteClock implements Clock {

  public function __construct(private readonly TimeInterface $time) {}

  /**
   * {@inheritdoc}
   */
  public function now(): int {
    return $this->time->getCurrentTime();
  }

}
