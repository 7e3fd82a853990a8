<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Joomla\CMS\Http\HttpFactory;
use Rollcall\Plugin\User\Rollcall\Core\Answer;
use Rollcall\Plugin\User\Rollcall\Core\Transport;

/**
 * Sends by Joomla's HTTP client, so that its proxy settings hold.
 */
final class SiteTransport implements Transport
{
    public function post(string $address, array $headers, string $body, int $seconds): Answer
    {
        $http     = HttpFactory::getHttp(['follow_location' => false, 'userAgent' => 'Rollcall for Joomla']);
        $response = $http->post($address, $body, $headers, $seconds);
        $after    = $response->getHeaderLine('retry-after');

        return new Answer($response->getStatusCode(), ctype_digit($after) ? (int) $after : null);
    }
}
