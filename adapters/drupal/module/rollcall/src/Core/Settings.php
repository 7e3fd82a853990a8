<?php

declare(strict_types=1);

namespace Drupal\rollcall\Core;

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
