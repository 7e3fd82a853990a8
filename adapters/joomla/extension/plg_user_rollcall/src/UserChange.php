<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

/**
 * Tells a change of an account from a save that changes nothing.
 *
 * Joomla hands passwords in clear text to plugins. They are neither compared nor kept.
 */
final class UserChange
{
    /** Secrets, and what changes without anybody changing anything. */
    private const IGNORED = ['id', 'password', 'password_clear', 'password2', 'lastvisitDate', 'lastResetTime', 'resetCount', 'otpKey', 'otep', 'aid', 'guest', 'isRoot'];

    /**
     * What may be kept of an account while it is saved.
     *
     * @param array<string, mixed> $user
     *
     * @return array<string, mixed>
     */
    public static function comparable(array $user): array
    {
        return array_diff_key($user, array_flip(self::IGNORED));
    }

    /**
     * Whether something differs; in doubt it does: one event too many is harmless.
     *
     * @param array<string, mixed> $before
     * @param array<string, mixed> $after
     */
    public static function differs(array $before, array $after): bool
    {
        // They come only when they were sent, and there is nothing to compare them with.
        if (!empty($after['com_fields'])) {
            return true;
        }
        foreach (self::comparable($after) as $name => $value) {
            // What comes anew and empty, such as com_fields of a form without any, is no change.
            if (\array_key_exists($name, $before) ? self::plain($name, $before[$name]) !== self::plain($name, $value) : !empty($value)) {
                return true;
            }
        }

        return false;
    }

    private static function plain(string $name, mixed $value): string
    {
        if ($name === 'groups') {
            // A list of texts or a map by name: the ids are what counts.
            $ids = array_map('intval', array_values((array) $value));
            sort($ids);

            return implode(',', array_unique($ids));
        }
        if (\is_bool($value)) {
            return $value ? '1' : '0';
        }

        return \is_scalar($value) || $value === null ? (string) $value : serialize($value);
    }
}
