<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Events that wait to be sent.
 *
 * A row is added in the transaction of the change that it tells of, and deleted only when the receiver has taken it. What waits
 * about one person is sent as one message. A message is always about exact rows, never about "all up to": a change that commits
 * late may have a smaller id than one that was sent already.
 */
final class Outbox {

  private const TABLE = 'rollcall_outbox';
  private const DAY = 86400;
  /**
   * Who was not told for so long learns it from the receiver's next full run.
   */
  private const KEEP_DAYS = 7;
  private const KEEP_DEAD_DAYS = 30;

  public function __construct(
    private readonly Database $database,
    private readonly Clock $clock,
  ) {}

  /**
   * Adds an event; takes part in the transaction that is open.
   *
   * @param string $type
   *   Such as user.update.
   * @param string $subject
   *   Id of the person or role.
   */
  public function add(string $type, string $subject): void {
    $now = $this->clock->now();
    $this->database->insert(self::TABLE, [
      'message_id' => 'msg_' . bin2hex(random_bytes(16)),
      'type' => $type,
      'kind' => self::kindOf($type),
      'subject' => $subject,
      'occurred_at' => $now,
      'expires_at' => $now + self::KEEP_DAYS * self::DAY,
      'attempts' => 0,
      'dead' => 0,
      'note' => '',
    ]);
  }

  /**
   * What to send next, or nothing.
   *
   * What failed before comes after what was never tried, so that one message that always fails holds nobody else up.
   */
  public function next(): ?Message {
    $first = $this->database->rows('SELECT kind, subject FROM {rollcall_outbox} WHERE dead = 0 ORDER BY attempts, id LIMIT 1')[0] ?? NULL;
    if ($first === NULL) {
      return NULL;
    }
    $rows = $this->database->rows(
      'SELECT id, message_id, type, subject, occurred_at, attempts FROM {rollcall_outbox}'
      . ' WHERE dead = 0 AND kind = :kind AND subject = :subject ORDER BY id',
      [':kind' => (string) $first['kind'], ':subject' => (string) $first['subject']],
    );
    if ($rows === []) {
      return NULL;
    }
    $last = $rows[count($rows) - 1];
    return new Message(
      array_map(static fn (array $row): int => (int) $row['id'], $rows),
      (string) $last['message_id'],
      self::merged(array_map(static fn (array $row): string => (string) $row['type'], $rows)),
      (string) $last['subject'],
      (int) $last['occurred_at'],
      max(array_map(static fn (array $row): int => (int) $row['attempts'], $rows)),
    );
  }

  /**
   * The receiver has taken it.
   */
  public function settle(Message $message): void {
    foreach ($message->rows as $id) {
      $this->database->delete(self::TABLE, [['id', '=', $id]]);
    }
  }

  /**
   * It did not arrive, and is sent again later.
   */
  public function postpone(Message $message, string $note): void {
    $this->note($message, $note, 0);
  }

  /**
   * The receiver will never take it: an administrator has to look.
   */
  public function bury(Message $message, string $note): void {
    $this->note($message, $note, 1);
  }

  /**
   * Gives up what could not be sent for days, and forgets what was given up long ago.
   */
  public function tidy(): void {
    $now = $this->clock->now();
    $this->database->update(
      self::TABLE,
      ['dead' => 1, 'note' => 'could not be sent for ' . self::KEEP_DAYS . ' days'],
      [['dead', '=', 0], ['expires_at', '<=', $now]],
    );
    $before = $now - (self::KEEP_DEAD_DAYS - self::KEEP_DAYS) * self::DAY;
    $this->database->delete(self::TABLE, [['dead', '=', 1], ['expires_at', '<=', $before]]);
  }

  /**
   * Tries again what was given up; says how many.
   */
  public function revive(): int {
    $expires = $this->clock->now() + self::KEEP_DAYS * self::DAY;
    return $this->database->update(self::TABLE, ['dead' => 0, 'attempts' => 0, 'expires_at' => $expires], [['dead', '=', 1]]);
  }

  /**
   * Deletes what was given up; says how many.
   */
  public function forgetDead(): int {
    return $this->database->delete(self::TABLE, [['dead', '=', 1]]);
  }

  /**
   * How many wait, how many were given up, and since when the oldest waits.
   *
   * @return array{waiting: int, dead: int, oldest: int|null}
   *   The oldest in seconds since 1970.
   */
  public function count(): array {
    $count = ['waiting' => 0, 'dead' => 0, 'oldest' => NULL];
    foreach ($this->database->rows('SELECT dead, COUNT(*) AS events, MIN(occurred_at) AS oldest FROM {rollcall_outbox} GROUP BY dead') as $row) {
      if ((int) $row['dead'] === 1) {
        $count['dead'] = (int) $row['events'];
      }
      else {
        $count['waiting'] = (int) $row['events'];
        $count['oldest'] = (int) $row['oldest'];
      }
    }
    return $count;
  }

  /**
   * What was given up, newest first.
   *
   * @return list<array{type: string, subject: string, occurredAt: int, note: string}>
   *   Nothing that names a person but the id.
   */
  public function dead(int $most): array {
    $rows = $this->database->rows(
      'SELECT type, subject, occurred_at, note FROM {rollcall_outbox} WHERE dead = 1 ORDER BY id DESC LIMIT ' . max(0, $most),
    );
    return array_map(static fn (array $row): array => [
      'type' => (string) $row['type'],
      'subject' => (string) $row['subject'],
      'occurredAt' => (int) $row['occurred_at'],
      'note' => (string) $row['note'],
    ], $rows);
  }

  /**
   * What several events about one person come to, so that a receiver that looks at some types only misses nothing.
   *
   * @param non-empty-list<string> $types
   *   In the order of their happening.
   */
  private static function merged(array $types): string {
    return array_reduce(
      $types,
      static fn (?string $before, string $next): string => str_ends_with((string) $before, '.insert') && str_ends_with($next, '.update') ? (string) $before : $next,
    ) ?? $types[0];
  }

  /**
   * What an event is about: ids of people and of groups may be the same number.
   */
  private static function kindOf(string $type): string {
    return explode('.', $type, 2)[0];
  }

  private function note(Message $message, string $note, int $dead): void {
    foreach ($message->rows as $id) {
      $values = ['dead' => $dead, 'attempts' => $message->attempts + 1, 'note' => mb_substr($note, 0, 250)];
      $this->database->update(self::TABLE, $values, [['id', '=', $id]]);
    }
  }

}
