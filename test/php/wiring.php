<?php

/**
 * Checks the wiring of a Drupal module: reads its services as JSON, and prints what does not fit the constructors, one line each.
 */

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

$services = json_decode((string) stream_get_contents(STDIN), true, flags: JSON_THROW_ON_ERROR)['services'];
/** Services of Drupal's core, and what they are. */
$known = [
    'config.factory' => Drupal\Core\Config\ConfigFactoryInterface::class,
    'state' => Drupal\Core\State\StateInterface::class,
    'database' => Drupal\Core\Database\Connection::class,
    'lock' => Drupal\Core\Lock\LockBackendInterface::class,
    'datetime.time' => Drupal\Component\Datetime\TimeInterface::class,
    'http_client' => GuzzleHttp\ClientInterface::class,
    'current_route_match' => Drupal\Core\Routing\RouteMatchInterface::class,
    'current_user' => Drupal\Core\Session\AccountInterface::class,
    'date.formatter' => Drupal\Core\Datetime\DateFormatterInterface::class,
    'logger.channel.rollcall' => Psr\Log\LoggerInterface::class,
];
$checked = 0;
foreach ($services as $id => $service) {
    if (!isset($service['class'])) {
        continue;
    }
    $known[$id] = $service['class'];
}
foreach ($services as $id => $service) {
    if (!isset($service['class'])) {
        continue;
    }
    if (!class_exists($service['class'])) {
        echo "$id: there is no class {$service['class']}\n";
        continue;
    }
    $parameters = (new ReflectionClass($service['class']))->getConstructor()?->getParameters() ?? [];
    $arguments = $service['arguments'] ?? [];
    $required = count(array_filter($parameters, static fn (ReflectionParameter $parameter): bool => !$parameter->isOptional()));
    if (count($arguments) < $required || count($arguments) > count($parameters)) {
        echo "$id: it has " . count($arguments) . " arguments, but takes $required\n";
        continue;
    }
    foreach ($arguments as $at => $argument) {
        $checked += 1;
        $type = (string) $parameters[$at]->getType();
        $given = str_starts_with($argument, '@') ? $known[substr($argument, 1)] ?? 'nothing' : 'string';
        if ($given !== $type && !is_a($given, $type, true)) {
            echo "$id: argument $argument is $given, but $type is wanted\n";
        }
    }
}
echo "checked $checked\n";
