<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * How long to leave a receiver alone after it failed.
 */
final class Backoff {

  private const FIRST = 15;
  private const LONGEST = 900;
  /**
   * A receiver may ask for more patience than we would have; a mistake there must not stop events for days.
   */
  private const LONGEST_ASKED = 3600;

  /**
   * Seconds to wait after so many failures in a row.
   *
   * Doubles each time. The upper half is random, so that many sites do not come back at the same moment.
   *
   * @param int $failures
   *   1 after the first.
   * @param float $random
   *   From 0 to 1.
   * @param int|null $asked
   *   What the receiver's Retry-After said.
   */
  public static function seconds(int $failures, float $random, ?int $asked = NULL): int {
    $most = min(self::LONGEST, self::FIRST * 2 ** min(max($failures, 1) - 1, 16));
    $own = (int) round($most / 2 + $most / 2 * $random);
    return max($own, min($asked ?? 0, self::LONGEST_ASKED));
  }

}
