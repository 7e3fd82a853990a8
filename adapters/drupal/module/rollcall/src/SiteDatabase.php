<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Core\Database\Connection;
use Drupal\rollcall\Core\Database;

/**
 * The site's database, by Drupal's own query builder.
 */
final class SiteDatabase implements Database {

  public function __construct(private readonly Connection $connection) {}

  /**
   * {@inheritdoc}
   */
  public function insert(string $table, array $values): void {
    $this->connection->insert($table)->fields($values)->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function update(string $table, array $values, array $conditions): int {
    $query = $this->connection->update($table)->fields($values);
    foreach ($conditions as [$column, $operator, $value]) {
      $query->condition($column, $value, $operator);
    }
    return (int) $query->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function delete(string $table, array $conditions): int {
    $query = $this->connection->delete($table);
    foreach ($conditions as [$column, $operator, $value]) {
      $query->condition($column, $value, $operator);
    }
    return (int) $query->execute();
  }

  /**
   * {@inheritdoc}
   */
  public function rows(string $sql, array $values = []): array {
    $rows = [];
    $result = $this->connection->query($sql, $values);
    while ($row = $result->fetchAssoc()) {
      $rows[] = $row;
    }
    return $rows;
  }

}
