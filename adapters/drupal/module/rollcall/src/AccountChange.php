<?php

declare(strict_types=1);

namespace Drupal\rollcall;

/**
 * Finds which fields of an account really changed.
 *
 * Drupal reports every save, also one that changes nothing. What is compared is what the fields hold, whatever their types: a form
 * hands in '1' where the database held 1. When in doubt, a field counts as changed: one event too many is harmless.
 */
final class AccountChange {

  /**
   * They change at every save or visit, or never leave the site.
   */
  private const IGNORED = ['changed', 'access', 'login', 'pass'];

  /**
   * The names of the fields that differ.
   *
   * @param array<string, array<string, mixed>> $before
   *   Fields by language, as toArray() gives them.
   * @param array<string, array<string, mixed>> $after
   *   The same.
   *
   * @return list<string>
   *   Each once.
   */
  public static function fields(array $before, array $after): array {
    $changed = [];
    foreach (array_keys($before + $after) as $language) {
      $old = $before[$language] ?? [];
      $new = $after[$language] ?? [];
      foreach (array_keys($old + $new) as $field) {
        if (!in_array($field, self::IGNORED, TRUE) && self::plain($field, $old[$field] ?? NULL) !== self::plain($field, $new[$field] ?? NULL)) {
          $changed[$field] = TRUE;
        }
      }
    }
    return array_map('strval', array_keys($changed));
  }

  private static function plain(string|int $field, mixed $items): string {
    $plain = self::reduced($items);
    // Roles are a set: neither order nor repetition means anything.
    if ($field === 'roles' && is_array($plain)) {
      $plain = array_unique(array_map('serialize', $plain));
      sort($plain);
    }
    return serialize($plain);
  }

  private static function reduced(mixed $value): mixed {
    if (is_array($value)) {
      $reduced = array_filter(array_map(self::reduced(...), $value), static fn (mixed $item): bool => $item !== NULL);
      ksort($reduced);
      return $reduced === [] ? NULL : $reduced;
    }
    if (is_object($value)) {
      // Not a plain value: such a field counts as changed.
      return spl_object_id($value);
    }
    if (is_bool($value)) {
      return $value ? '1' : '0';
    }
    return $value === NULL || $value === '' ? NULL : (string) $value;
  }

}
