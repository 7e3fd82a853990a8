<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Sends what waits in the outbox.
 *
 * Called after responses, by cron and from the command line, by any number of processes at once. A failure pauses all sending for a
 * while that grows, so that a receiver that is down costs a site one short wait now and then, and no more.
 */
final class Sender {

  private const NAME = 'delivery';
  /**
   * Longer than the longest sending and one answer together: who is still at work never loses it.
   */
  private const LEASE_SECONDS = 120;
  private const LONGEST_SECONDS = 60;
  private const LONGEST_ANSWER = 30;

  /**
   * Takes its parts.
   *
   * @param string $idName
   *   How ids are called in the body: uuid or id.
   * @param \Closure|null $random
   *   A number from 0 to 1.
   */
  public function __construct(
    private readonly Outbox $outbox,
    private readonly Transport $transport,
    private readonly Settings $settings,
    private readonly Memory $memory,
    private readonly Lease $lease,
    private readonly Clock $clock,
    private readonly string $idName,
    private readonly ?\Closure $random = NULL,
  ) {}

  /**
   * Sends until nothing waits, the time is over or a message fails.
   *
   * @param int $seconds
   *   How long it may begin new messages.
   * @param bool $now
   *   Whether to try although the receiver failed a moment ago.
   */
  public function drain(int $seconds, bool $now = FALSE): SendResult {
    if (!$this->isReady()) {
      return new SendResult(0, 0, 'the address or the secret is not set');
    }
    $until = $this->clock->now() + min($seconds, self::LONGEST_SECONDS);
    $sent = $refused = 0;
    // Who finds the lease taken relies on its holder, so the holder looks once more after it has given it back.
    do {
      if (!$now && $this->pausedUntil() > $this->clock->now()) {
        return new SendResult($sent, $refused, 'the receiver failed; the next attempt is at ' . gmdate('H:i:s', $this->pausedUntil()) . ' UTC');
      }
      if (!$this->lease->acquire(self::LEASE_SECONDS)) {
        return new SendResult($sent, $refused, 'another process is sending');
      }
      try {
        while ($this->clock->now() < $until && ($message = $this->outbox->next()) !== NULL) {
          $failure = $this->send($message);
          if ($failure === NULL) {
            $sent += 1;
          }
          elseif ($failure->isRefused()) {
            $refused += 1;
          }
          else {
            return new SendResult($sent, $refused, (string) $this->status()['note']);
          }
        }
      }
      finally {
        $this->lease->release();
      }
      $left = $this->outbox->next() !== NULL;
    } while ($left && $this->clock->now() < $until);
    return new SendResult($sent, $refused, $left ? 'the time was over' : '');
  }

  /**
   * Sends a test event now; nothing is stored by either side.
   *
   * @return array{bool, string}
   *   Whether it was accepted, and what to tell an administrator.
   */
  public function test(): array {
    if (!$this->isReady()) {
      return [FALSE, 'the address or the secret is not set'];
    }
    try {
      $answer = $this->post('msg_' . bin2hex(random_bytes(16)), Message::testBody($this->clock->now()));
      return [$answer->isAccepted(), $answer->explain()];
    }
    catch (\RuntimeException $exception) {
      return [FALSE, 'no answer: ' . $exception->getMessage()];
    }
  }

  /**
   * How sending went lately.
   *
   * @return array{failures: int, pausedUntil: int, sentAt: int|null, failedAt: int|null, note: string}
   *   Times in seconds since 1970.
   */
  public function status(): array {
    $kept = $this->memory->recall(self::NAME);
    return [
      'failures' => (int) ($kept['failures'] ?? 0),
      'pausedUntil' => (int) ($kept['pausedUntil'] ?? 0),
      'sentAt' => isset($kept['sentAt']) ? (int) $kept['sentAt'] : NULL,
      'failedAt' => isset($kept['failedAt']) ? (int) $kept['failedAt'] : NULL,
      'note' => (string) ($kept['note'] ?? ''),
    ];
  }

  /**
   * Whether an administrator has set what is needed.
   */
  public function isReady(): bool {
    return $this->settings->address() !== '' && $this->settings->secrets()->all() !== [];
  }

  /**
   * Ends a pause, because the settings changed.
   */
  public function resume(): void {
    $this->memory->keep(self::NAME, ['failures' => 0, 'pausedUntil' => 0] + $this->status());
  }

  /**
   * Sends one message and notes the outcome; nothing when it was accepted.
   *
   * A kill between the answer and settle() sends it again under the same id, which the receiver knows.
   */
  private function send(Message $message): ?Answer {
    try {
      $answer = $this->post($message->id, $message->body($this->idName));
      $note = $answer->explain();
    }
    catch (\RuntimeException $exception) {
      // No answer at all counts like a receiver in trouble.
      $answer = new Answer(503);
      $note = 'no answer: ' . $exception->getMessage();
    }
    $before = $this->status();
    $now = $this->clock->now();
    if ($answer->isAccepted()) {
      $this->outbox->settle($message);
      $this->memory->keep(self::NAME, ['failures' => 0, 'pausedUntil' => 0, 'sentAt' => $now, 'note' => ''] + $before);
      return NULL;
    }
    if ($answer->isRefused()) {
      $this->outbox->bury($message, $note);
      return $answer;
    }
    $this->outbox->postpone($message, $note);
    $failures = $before['failures'] + 1;
    $pause = Backoff::seconds($failures, $this->random === NULL ? random_int(0, 1000) / 1000 : (float) ($this->random)(), $answer->retryAfter);
    $this->memory->keep(self::NAME, ['failures' => $failures, 'pausedUntil' => $now + $pause, 'failedAt' => $now, 'note' => $note] + $before);
    return $answer;
  }

  private function post(string $id, string $body): Answer {
    $headers = (new Signature($this->settings->secrets()->all()))->headers($id, $this->clock->now(), $body);
    return $this->transport->post($this->settings->address(), $headers, $body, min(max($this->settings->timeout(), 1), self::LONGEST_ANSWER));
  }

  private function pausedUntil(): int {
    return $this->status()['pausedUntil'];
  }

}
