<?php

/**
 * A site in a process of its own, for tests in another language. Takes one JSON text as argument and prints one.
 */

declare(strict_types=1);

use Drupal\rollcall\Core\Secrets;
use Rollcall\Tests\support\FileSite;

require_once __DIR__ . '/bootstrap.php';

$order = json_decode($argv[1] ?? '{}', true, flags: JSON_THROW_ON_ERROR);
$site = new FileSite($order['folder'], $order['address'], new Secrets($order['secret'], $order['previous'] ?? ''), $order['timeout'] ?? 15);
$result = null;
$site->database->pdo->beginTransaction();
foreach ($order['add'] ?? [] as [$type, $subject]) {
    $site->outbox->add($type, $subject);
}
$site->database->pdo->commit();
if ($order['drain'] ?? false) {
    $drained = $site->sender->drain(20, $order['now'] ?? true);
    $result = ['sent' => $drained->sent, 'refused' => $drained->refused, 'why' => $drained->why];
}
if ($order['test'] ?? false) {
    [$accepted, $text] = $site->sender->test();
    $result = ['accepted' => $accepted, 'text' => $text];
}
echo json_encode(['result' => $result, 'count' => $site->outbox->count()], JSON_THROW_ON_ERROR), "\n";
