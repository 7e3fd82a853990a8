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
        return \in_array($kind, $this->chosen('events'), true);
    }

    /**
     * Whether changes made by this application are told of: administrator, site or other.
     */
    public function wantsOrigin(string $origin): bool
    {
        return \in_array($origin, $this->chosen('origins'), true);
    }

    /**
     * The boxes that are ticked: a text with commas as the installer writes it, a list as the form does, nothing when none is.
     *
     * @return list<string>
     */
    private function chosen(string $name): array
    {
        $value = $this->params->get($name, []);

        return array_values(array_map('strval', \is_string($value) ? explode(',', $value) : (array) $value));
    }
}
