<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Core\State\StateInterface;
use Drupal\rollcall\Core\Memory;

/**
 * Keeps facts about sending in Drupal's state.
 */
final class SiteMemory implements Memory {

  public function __construct(private readonly StateInterface $state) {}

  /**
   * {@inheritdoc}
   */
  public function recall(string $name): array {
    $facts = $this->state->get("rollcall.$name");
    return is_array($facts) ? $facts : [];
  }

  /**
   * {@inheritdoc}
   */
  public function keep(string $name, array $facts): void {
    $this->state->set("rollcall.$name", $facts);
  }

}
