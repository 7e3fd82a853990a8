<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * What a receiver answered.
 */
final class Answer {

  /**
   * The message itself is what the receiver does not want; sending it again cannot help.
   */
  private const REFUSES_MESSAGE = [400, 413, 422];

  /**
   * Statuses that tell an administrator what to do.
   */
  private const HINTS = [
    401 => 'the signature does not fit: the secrets of both sides differ, or a clock is more than five minutes off',
    403 => 'something before Rollcall forbids it, such as a firewall',
    404 => 'Rollcall knows no such webhook: the address must end with /hooks/SYNC/webhook, and that sync must have the trigger webhook',
    405 => 'there is something at this address, but it takes no events',
    410 => 'the webhook is gone for good: remove the address, or set the new one',
    429 => 'too much waits there already; the event is sent again later',
  ];

  /**
   * Keeps what came back.
   *
   * @param int $status
   *   The status of HTTP.
   * @param int|null $retryAfter
   *   Seconds that the receiver asks to wait.
   */
  public function __construct(
    public readonly int $status,
    public readonly ?int $retryAfter = NULL,
  ) {}

  /**
   * The receiver has stored the event.
   */
  public function isAccepted(): bool {
    return $this->status >= 200 && $this->status < 300;
  }

  /**
   * The receiver will never take this message; others it may.
   */
  public function isRefused(): bool {
    return in_array($this->status, self::REFUSES_MESSAGE, TRUE);
  }

  /**
   * One line for an administrator.
   */
  public function explain(): string {
    if ($this->isAccepted()) {
      return "$this->status: accepted";
    }
    $hint = self::HINTS[$this->status] ?? match (TRUE) {
      $this->isRefused() => 'the receiver does not understand the event; both sides may need the same version of Rollcall',
      $this->status >= 300 && $this->status < 400 => 'the address redirects; enter the address that it leads to',
      $this->status >= 500 => 'the receiver has trouble at the moment',
      default => 'the receiver does not take events',
    };
    return "$this->status: $hint";
  }

}
