<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use Drupal\rollcall\Core\Database;

/**
 * The outbox's database on SQLite, without Drupal.
 */
final class PdoDatabase implements Database
{
    /** Called before each statement, to let other things happen in between. */
    public ?\Closure $before = null;

    public function __construct(public readonly \PDO $pdo)
    {
    }

    /** A database with the outbox's table; in memory unless a file is named. */
    public static function open(string $file = ':memory:'): self
    {
        $pdo = new \PDO("sqlite:$file", null, null, [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION, \PDO::ATTR_TIMEOUT => 20]);
        $pdo->exec('CREATE TABLE IF NOT EXISTS rollcall_outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, type TEXT NOT NULL,
            kind TEXT NOT NULL, subject TEXT NOT NULL, occurred_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL,
            dead INTEGER NOT NULL, note TEXT NOT NULL)');
        return new self($pdo);
    }

    public function insert(string $table, array $values): void
    {
        $columns = array_keys($values);
        $this->run("INSERT INTO $table (" . implode(', ', $columns) . ') VALUES (:' . implode(', :', $columns) . ')', $values);
    }

    public function update(string $table, array $values, array $conditions): int
    {
        $set = implode(', ', array_map(static fn (string $column): string => "$column = :$column", array_keys($values)));
        [$where, $more] = self::where($conditions);
        return $this->run("UPDATE $table SET $set WHERE $where", $values + $more)->rowCount();
    }

    public function delete(string $table, array $conditions): int
    {
        [$where, $values] = self::where($conditions);
        return $this->run("DELETE FROM $table WHERE $where", $values)->rowCount();
    }

    public function rows(string $sql, array $values = []): array
    {
        return $this->run(strtr($sql, ['{' => '', '}' => '']), $values)->fetchAll(\PDO::FETCH_ASSOC);
    }

    private function run(string $sql, array $values): \PDOStatement
    {
        if ($this->before !== null) {
            ($this->before)($sql);
        }
        $statement = $this->pdo->prepare($sql);
        foreach ($values as $name => $value) {
            $statement->bindValue($name, $value, is_int($value) ? \PDO::PARAM_INT : \PDO::PARAM_STR);
        }
        $statement->execute();
        return $statement;
    }

    private static function where(array $conditions): array
    {
        $parts = $values = [];
        foreach ($conditions as $index => [$column, $operator, $value]) {
            $parts[] = "$column $operator :where$index";
            $values["where$index"] = $value;
        }
        return [implode(' AND ', $parts), $values];
    }
}
