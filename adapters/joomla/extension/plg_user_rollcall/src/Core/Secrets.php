<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * The secret to sign with, and the one before it while both are valid.
 */
final class Secrets {

  /**
   * Takes both; an empty text stands for none.
   */
  public function __construct(
    public readonly string $current,
    public readonly string $previous = '',
  ) {}

  /**
   * Takes a new secret and keeps the old one valid.
   *
   * Events are signed by both from now on. The receiver can be told the new one at any time, and no event is refused meanwhile.
   */
  public function rotatedTo(string $secret): self {
    return $secret === $this->current ? $this : new self($secret, $this->current);
  }

  /**
   * Ends the changeover.
   */
  public function withoutPrevious(): self {
    return new self($this->current);
  }

  /**
   * All that events are signed with, the current one first.
   *
   * @return list<string>
   *   None, one or two.
   */
  public function all(): array {
    return array_values(array_filter([$this->current, $this->previous], static fn (string $secret): bool => Signature::isSecret($secret)));
  }

}
