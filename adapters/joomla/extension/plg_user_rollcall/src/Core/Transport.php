<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * Sends one request by the site's own HTTP client.
 */
interface Transport {

  /**
   * Posts a body and follows no redirect: a signed event goes to the address of the settings only.
   *
   * @param array<string, string> $headers
   *   By name.
   *
   * @throws \RuntimeException
   *   When no answer came: no such host, refused, timed out. Its message is shown to administrators.
   */
  public function post(string $address, array $headers, string $body, int $seconds): Answer;

}
