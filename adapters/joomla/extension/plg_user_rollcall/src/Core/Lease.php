<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Sees to it that one process at a time sends, so that events about a person arrive in order.
 */
interface Lease {

  /**
   * Takes the lease; it ends by itself, so that a killed process blocks nobody for long.
   */
  public function acquire(int $seconds): bool;

  /**
   * Gives the lease back.
   */
  public function release(): void;

}
