<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall;

\defined('_JEXEC') or die;

use Joomla\Database\DatabaseInterface;
use Joomla\Database\ParameterType;
use Rollcall\Plugin\User\Rollcall\Core\Database;

/**
 * The site's database, with Joomla's prefix and bound values.
 */
final class SiteDatabase implements Database
{
    public function __construct(private readonly DatabaseInterface $database)
    {
    }

    public function insert(string $table, array $values): void
    {
        $columns = array_keys($values);
        $names   = implode(', ', array_map($this->quoted(...), $columns));
        $this->run("INSERT INTO {{$table}} ($names) VALUES (:" . implode(', :', $columns) . ')', self::placeholders($values));
    }

    public function update(string $table, array $values, array $conditions): int
    {
        $set             = implode(', ', array_map(fn (string $column): string => "{$this->quoted($column)} = :$column", array_keys($values)));
        [$where, $bound] = $this->where($conditions);
        $this->run("UPDATE {{$table}} SET $set WHERE $where", self::placeholders($values) + $bound);

        return $this->database->getAffectedRows();
    }

    public function delete(string $table, array $conditions): int
    {
        [$where, $bound] = $this->where($conditions);
        $this->run("DELETE FROM {{$table}} WHERE $where", $bound);

        return $this->database->getAffectedRows();
    }

    public function rows(string $sql, array $values = []): array
    {
        $this->prepare($sql, $values);

        return array_values($this->database->loadAssocList());
    }

    /**
     * @param array<string, int|string> $values
     */
    private function run(string $sql, array $values): void
    {
        $this->prepare($sql, $values);
        $this->database->execute();
    }

    /**
     * @param array<string, int|string> $values
     */
    private function prepare(string $sql, array $values): void
    {
        $sql   = (string) preg_replace_callback('/\{(\w+)\}/', fn (array $found): string => $this->quoted("#__$found[1]"), $sql);
        $query = $this->database->getQuery(true)->setQuery($sql);
        // Joomla binds by reference: each value needs a place of its own.
        foreach (array_keys($values) as $name) {
            $query->bind($name, $values[$name], \is_int($values[$name]) ? ParameterType::INTEGER : ParameterType::STRING);
        }
        $this->database->setQuery($query);
    }

    /**
     * @param list<array{string, string, int|string}> $conditions
     *
     * @return array{string, array<string, int|string>}
     */
    private function where(array $conditions): array
    {
        $parts = $bound = [];
        foreach ($conditions as $index => [$column, $operator, $value]) {
            $parts[]                = "{$this->quoted($column)} $operator :where$index";
            $bound[":where$index"] = $value;
        }

        return [implode(' AND ', $parts), $bound];
    }

    /**
     * @param array<string, int|string> $values
     *
     * @return array<string, int|string>
     */
    private static function placeholders(array $values): array
    {
        return array_combine(array_map(static fn (string $column): string => ":$column", array_keys($values)), $values);
    }

    private function quoted(string $name): string
    {
        return (string) $this->database->quoteName($name);
    }
}
