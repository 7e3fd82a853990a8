<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Core;

// Copied from Rollcall's module for Drupal, which has the same core.
\defined('_JEXEC') or die;

/**
 * The few things that the outbox needs of a database.
 *
 * It is the site's own connection, so that an event commits or rolls back together with what caused it. Conditions are lists of
 * column, operator (=, <=) and value; all must hold.
 */
interface Database {

  /**
   * Adds a row.
   *
   * @param array<string, int|string> $values
   *   By column.
   */
  public function insert(string $table, array $values): void;

  /**
   * Changes rows, and says how many.
   *
   * @param array<string, int|string> $values
   *   By column.
   * @param list<array{string, string, int|string}> $conditions
   *   Which rows.
   */
  public function update(string $table, array $values, array $conditions): int;

  /**
   * Deletes rows, and says how many.
   *
   * @param list<array{string, string, int|string}> $conditions
   *   Which rows.
   */
  public function delete(string $table, array $conditions): int;

  /**
   * Runs a query that MySQL, MariaDB, PostgreSQL and SQLite understand alike.
   *
   * @param string $sql
   *   With names of tables in braces.
   * @param array<string, int|string> $values
   *   By placeholder, with its colon.
   *
   * @return list<array<string, mixed>>
   *   Rows by column.
   */
  public function rows(string $sql, array $values = []): array;

}
