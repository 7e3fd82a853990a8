<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * All that waits about one person or role, as one message.
 */
final class Message {

  /**
   * Keeps what the outbox found.
   *
   * @param list<int> $rows
   *   Ids of the rows that it stands for, and of no others.
   * @param string $id
   *   The id of the newest of them: the same rows make the same message.
   * @param string $type
   *   Such as user.update.
   * @param string $subject
   *   Id of the person or role.
   * @param int $occurredAt
   *   When the newest of them happened, seconds since 1970.
   * @param int $attempts
   *   How often it was sent in vain.
   */
  public function __construct(
    public readonly array $rows,
    public readonly string $id,
    public readonly string $type,
    public readonly string $subject,
    public readonly int $occurredAt,
    public readonly int $attempts = 0,
  ) {}

  /**
   * The text to send: what happened, to whom, when. Nothing else about anybody leaves the site.
   *
   * @param string $idName
   *   How the subject's id is called: uuid or id.
   */
  public function body(string $idName): string {
    return self::json($this->type, $this->occurredAt, [$idName => $this->subject]);
  }

  /**
   * A message that asks the receiver whether it could take one.
   */
  public static function testBody(int $now): string {
    return self::json('rollcall.test', $now, []);
  }

  /**
   * The shape that Standard Webhooks recommends.
   *
   * @param array<string, string> $data
   *   By name.
   */
  private static function json(string $type, int $time, array $data): string {
    return json_encode(
      ['type' => $type, 'timestamp' => gmdate('Y-m-d\TH:i:s\Z', $time), 'data' => (object) $data],
      JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES,
    );
  }

}
