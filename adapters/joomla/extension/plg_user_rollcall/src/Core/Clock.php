<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Tells the time, so that tests can set it.
 */
interface Clock {

  /**
   * Seconds since 1970.
   */
  public function now(): int;

}
