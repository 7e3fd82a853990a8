<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use GuzzleHttp\ClientInterface;
use GuzzleHttp\Exception\ConnectException;
use Psr\Http\Message\ResponseInterface;

/**
 * Guzzle's client by PHP's own streams: real HTTP to a real receiver.
 */
final class StreamClient implements ClientInterface
{
    /** @var list<array<string, mixed>> */
    public array $options = [];

    public function request(string $method, string $uri, array $options = []): ResponseInterface
    {
        $this->options[] = $options;
        $lines = array_map(static fn (string $name, string $value): string => "$name: $value", array_keys($options['headers']), $options['headers']);
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => implode("\r\n", [...$lines, 'connection: close']),
            'content' => $options['body'],
            'follow_location' => $options['allow_redirects'] === false ? 0 : 1,
            'ignore_errors' => $options['http_errors'] === false,
            'timeout' => $options['timeout'],
        ]]);
        $text = @file_get_contents($uri, false, $context);
        if ($text === false) {
            throw new ConnectException(error_get_last()['message'] ?? 'no answer');
        }
        return new class ($http_response_header) implements ResponseInterface {
            public function __construct(private readonly array $lines)
            {
            }

            public function getStatusCode(): int
            {
                return (int) explode(' ', $this->lines[0])[1];
            }

            public function getHeaderLine(string $name): string
            {
                foreach ($this->lines as $line) {
                    if (stripos($line, "$name:") === 0) {
                        return trim(substr($line, strlen($name) + 1));
                    }
                }
                return '';
            }
        };
    }
}
