<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * What came of an attempt to send what waits.
 */
final class SendResult {

  /**
   * Keeps the counts.
   *
   * @param int $sent
   *   Messages that the receiver took.
   * @param int $refused
   *   Messages that it will never take.
   * @param string $why
   *   Why it ended before all was sent; empty when nothing is left.
   */
  public function __construct(
    public readonly int $sent,
    public readonly int $refused,
    public readonly string $why,
  ) {}

}
