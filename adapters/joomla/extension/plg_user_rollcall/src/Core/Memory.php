<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Small facts that survive a request, by name.
 */
interface Memory {

  /**
   * What was kept under this name; empty when nothing was.
   *
   * @return array<string, mixed>
   *   A list of facts that JSON can hold.
   */
  public function recall(string $name): array;

  /**
   * Keeps these facts in place of those before.
   *
   * @param array<string, mixed> $facts
   *   What JSON can hold.
   */
  public function keep(string $name, array $facts): void;

}
