<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Joomla\CMS\Plugin\PluginHelper;
use Joomla\Database\DatabaseInterface;
use Joomla\Registry\Registry;
use Rollcall\Plugin\User\Rollcall\Core\Outbox;
use Rollcall\Plugin\User\Rollcall\Core\Sender;

/**
 * The parts of this site, wired: for the plugin, the scheduled task and the settings page.
 */
final class Site
{
    private function __construct(
        public readonly PluginSettings $settings,
        public readonly Outbox $outbox,
        public readonly Sender $sender,
        public readonly SqlMemory $memory,
        private readonly SiteDatabase $database,
    ) {
    }

    /**
     * @param Registry $params The settings of the plugin.
     */
    public static function open(DatabaseInterface $database, Registry $params): self
    {
        $clock    = new SystemClock();
        $settings = new PluginSettings($params);
        $tables   = new SiteDatabase($database);
        $memory   = new SqlMemory($tables, $clock);
        $outbox   = new Outbox($tables, $clock);
        $sender   = new Sender($outbox, new SiteTransport(), $settings, $memory, $memory, $clock, 'id');

        return new self($settings, $outbox, $sender, $memory, $tables);
    }

    /**
     * As the plugin is set up; with empty settings, and so without sending anything, while it is disabled.
     */
    public static function ofPlugin(DatabaseInterface $database): self
    {
        $plugin = PluginHelper::getPlugin('user', 'rollcall');

        return self::open($database, new Registry(\is_object($plugin) ? $plugin->params ?? '' : ''));
    }

    /**
     * @param string $key The site's secret.
     */
    public function fingerprint(string $key): Fingerprint
    {
        return new Fingerprint($this->database, $this->outbox, $key);
    }
}
