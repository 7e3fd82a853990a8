<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Joomla\Registry\Registry;
use Rollcall\Plugin\User\Rollcall\Core\Secrets;
use Rollcall\Plugin\User\Rollcall\Core\Settings;

/**
 * What administrators chose in the plugin's settings.
 */
final class PluginSettings implements Settings
{
    private const ORIGINS = ['administrator', 'site', 'other'];
    private const EVENTS  = ['insert', 'update', 'delete', 'group'];

    public function __construct(private readonly Registry $params)
    {
    }

    public function address(): string
    {
        return trim((string) $this->params->get('address', ''));
    }

    public function secrets(): Secrets
    {
        return new Secrets(trim((string) $this->params->get('secret', '')), trim((string) $this->params->get('previous_secret', '')));
    }

    public function timeout(): int
    {
        return (int) $this->params->get('timeout', 2);
    }

    /**
     * Whether events of this kind are sent: insert, update, delete or group.
     */
    public function wantsEvent(string $kind): bool
    {
        return \in_array($kind, $this->chosen('events', self::EVENTS), true);
    }

    /**
     * Whether changes made by this application are told of: administrator, site or other.
     */
    public function wantsOrigin(string $origin): bool
    {
        return \in_array($origin, $this->chosen('origins', self::ORIGINS), true);
    }

    /**
     * The boxes that are ticked; before the settings are saved once, all are.
     *
     * @param list<string> $all
     *
     * @return list<string>
     */
    private function chosen(string $name, array $all): array
    {
        $value = $this->params->get($name, $all);

        return array_values(array_map('strval', (array) (\is_string($value) ? explode(',', $value) : $value)));
    }
}
