<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Core\Lock\LockBackendInterface;
use Drupal\rollcall\Core\Lease;

/**
 * One sender at a time, by Drupal's lock, which works across web servers.
 */
final class SiteLease implements Lease {

  private const NAME = 'rollcall_send';

  public function __construct(private readonly LockBackendInterface $lock) {}

  /**
   * {@inheritdoc}
   */
  public function acquire(int $seconds): bool {
    return $this->lock->acquire(self::NAME, (float) $seconds);
  }

  /**
   * {@inheritdoc}
   */
  public function release(): void {
    $this->lock->release(self::NAME);
  }

}
