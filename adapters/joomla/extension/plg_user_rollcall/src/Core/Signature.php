<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Signs messages as Standard Webhooks asks for.
 *
 * @see https://www.standardwebhooks.com
 */
final class Signature {

  private const PREFIX = 'whsec_';
  private const FEWEST_BYTES = 24;
  private const MOST_BYTES = 64;

  /**
   * Keeps the secrets to sign with.
   *
   * @param list<string> $secrets
   *   One, or two while they are changed over: the receiver may then know either.
   */
  public function __construct(private readonly array $secrets) {}

  /**
   * The headers of one message.
   *
   * @param string $id
   *   The same each time that the message is sent, so that the receiver notices repeats.
   * @param int $timestamp
   *   When it is sent: a receiver refuses what is older than five minutes.
   * @param string $body
   *   Exactly as it is sent.
   *
   * @return array<string, string>
   *   By name.
   */
  public function headers(string $id, int $timestamp, string $body): array {
    $signatures = array_map(
      static fn (string $secret): string => 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", self::bytes($secret), TRUE)),
      $this->secrets,
    );
    return [
      'content-type' => 'application/json',
      'webhook-id' => $id,
      'webhook-timestamp' => (string) $timestamp,
      'webhook-signature' => implode(' ', $signatures),
    ];
  }

  /**
   * A new secret.
   */
  public static function newSecret(): string {
    return self::PREFIX . base64_encode(random_bytes(32));
  }

  /**
   * Whether this is a secret of Standard Webhooks: whsec_ and 24 to 64 bytes in base64.
   */
  public static function isSecret(string $text): bool {
    if (!str_starts_with($text, self::PREFIX)) {
      return FALSE;
    }
    $length = strlen(self::bytes($text));
    return $length >= self::FEWEST_BYTES && $length <= self::MOST_BYTES;
  }

  /**
   * The key within a secret; empty when it holds none.
   */
  private static function bytes(string $secret): string {
    return (string) base64_decode(substr($secret, strlen(self::PREFIX)), TRUE);
  }

}
