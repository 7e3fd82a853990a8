<?php

declare(strict_types=1);

namespace Drupal\rollcall\Core;

/**
 * Tells the time, so that tests can set it.
 */
interface Clock {

  /**
   * Seconds since 1970.
   */
  public function now(): int;

}
