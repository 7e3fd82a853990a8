<?php

declare(strict_types=1);

/**
 * Loads the companion modules and what tests need, without Drupal and without Joomla.
 */

require_once __DIR__ . '/stubs/drupal.php';
require_once __DIR__ . '/stubs/joomla.php';

spl_autoload_register(static function (string $class): void {
    $folders = [
        'Drupal\\rollcall\\' => __DIR__ . '/../../adapters/drupal/module/rollcall/src/',
        'Rollcall\\Plugin\\User\\Rollcall\\' => __DIR__ . '/../../adapters/joomla/extension/plg_user_rollcall/src/',
        'Rollcall\\Plugin\\Task\\Rollcall\\' => __DIR__ . '/../../adapters/joomla/extension/plg_task_rollcall/src/',
        'Rollcall\\Tests\\' => __DIR__ . '/',
    ];
    foreach ($folders as $prefix => $folder) {
        $file = $folder . str_replace('\\', '/', substr($class, strlen($prefix))) . '.php';
        if (str_starts_with($class, $prefix) && is_file($file)) {
            require_once $file;
        }
    }
});
