<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * What a sender has to know.
 */
interface Settings {

  /**
   * Where events go; empty until an administrator sets it.
   */
  public function address(): string;

  /**
   * What they are signed with.
   */
  public function secrets(): Secrets;

  /**
   * Seconds to wait for an answer.
   */
  public function timeout(): int;

}
