<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\rollcall\Core\Answer;
use Drupal\rollcall\Core\Transport;
use GuzzleHttp\ClientInterface;
use GuzzleHttp\Exception\GuzzleException;

/**
 * Sends by Drupal's HTTP client, so that its proxy settings hold.
 */
final class SiteTransport implements Transport {

  public function __construct(private readonly ClientInterface $client) {}

  /**
   * {@inheritdoc}
   */
  public function post(string $address, array $headers, string $body, int $seconds): Answer {
    try {
      $response = $this->client->request('POST', $address, [
        'headers' => $headers + ['user-agent' => 'Rollcall for Drupal'],
        'body' => $body,
        'allow_redirects' => FALSE,
        'http_errors' => FALSE,
        'connect_timeout' => $seconds,
        'timeout' => $seconds,
      ]);
    }
    catch (GuzzleException $exception) {
      throw new \RuntimeException($exception->getMessage(), 0, $exception);
    }
    $after = $response->getHeaderLine('retry-after');
    return new Answer($response->getStatusCode(), ctype_digit($after) ? (int) $after : NULL);
  }

}
