<?php

/**
 * A Joomla site in a process of its own, for tests in another language: hands events to the plugin, which sends them when this program
 * ends. Takes one JSON text as argument, and prints what is left.
 */

declare(strict_types=1);

use Joomla\CMS\Application\CMSApplicationInterface;
use Joomla\CMS\Http\HttpFactory;
use Joomla\CMS\Http\Response;
use Joomla\CMS\User\User;
use Joomla\Event\DispatcherInterface;
use Joomla\Event\Event;
use Rollcall\Plugin\User\Rollcall\Extension\Rollcall;
use Rollcall\Tests\support\JoomlaDatabase;
use Rollcall\Tests\support\StreamClient;

require_once __DIR__ . '/bootstrap.php';

$order = json_decode($argv[1] ?? '{}', true, flags: JSON_THROW_ON_ERROR);
HttpFactory::$answer = static function (string $url, string $body, array $headers): Response {
    $response = (new StreamClient())->request('POST', $url, ['headers' => $headers, 'body' => $body, 'allow_redirects' => false, 'http_errors' => false, 'timeout' => 15]);

    return new Response($response->getStatusCode(), ['retry-after' => $response->getHeaderLine('retry-after')]);
};
$database = JoomlaDatabase::open("{$order['folder']}/joomla.sqlite");
$plugin   = new Rollcall(new class () implements DispatcherInterface {
}, ['params' => ['address' => $order['address'], 'secret' => $order['secret'], 'previous_secret' => $order['previous'] ?? '', 'origins' => ['administrator'], 'events' => ['insert', 'update', 'group']]]);
$plugin->setDatabase($database);
$plugin->setApplication(new class () implements CMSApplicationInterface {
    public function isClient(string $identifier): bool
    {
        return $identifier === 'administrator';
    }

    public function getIdentity(): ?User
    {
        return null;
    }

    public function get(string $name, mixed $default = null): mixed
    {
        return $default;
    }
});
foreach ($order['events'] as [$method, $arguments]) {
    $plugin->{$method}(new Event($method, $arguments));
}
register_shutdown_function(static function () use ($database): void {
    echo json_encode($database->pdo->query('SELECT type, subject, note FROM jos_rollcall_outbox ORDER BY id')->fetchAll(PDO::FETCH_ASSOC)), "\n";
});
