<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use Joomla\Database\DatabaseInterface;
use Joomla\Database\ParameterType;
use Joomla\Database\QueryInterface;

/**
 * Joomla's database by SQLite, with the plugin's own SQL to install it and Joomla's tables of accounts.
 */
final class JoomlaDatabase implements DatabaseInterface
{
    public const PREFIX = 'jos_';

    private ?QueryInterface $query = null;
    private ?\PDOStatement $ran = null;

    public function __construct(public readonly \PDO $pdo)
    {
    }

    public static function open(string $file = ':memory:'): self
    {
        $pdo = new \PDO("sqlite:$file", null, null, [\PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION]);
        foreach (explode(';', self::installSql()) as $statement) {
            $pdo->exec($statement);
        }
        $pdo->exec('CREATE TABLE IF NOT EXISTS jos_users (id INTEGER PRIMARY KEY, name TEXT, username TEXT, email TEXT, block INTEGER)');
        $pdo->exec('CREATE TABLE IF NOT EXISTS jos_user_usergroup_map (user_id INTEGER, group_id INTEGER)');
        $pdo->exec('CREATE TABLE IF NOT EXISTS jos_fields (id INTEGER PRIMARY KEY, context TEXT)');
        $pdo->exec('CREATE TABLE IF NOT EXISTS jos_fields_values (field_id INTEGER, item_id TEXT, value TEXT)');

        return new self($pdo);
    }

    public function getQuery(bool $new = false): QueryInterface
    {
        return new class () implements QueryInterface {
            public string $sql = '';
            /** @var array<string, array{mixed, string}> */
            public array $bound = [];

            public function setQuery(string $sql): static
            {
                $this->sql = $sql;

                return $this;
            }

            public function bind(string $key, mixed &$value, string $dataType = 'string'): static
            {
                $this->bound[$key] = [&$value, $dataType];

                return $this;
            }
        };
    }

    public function setQuery(QueryInterface|string $query): static
    {
        $this->query = $query;

        return $this;
    }

    public function execute(): bool
    {
        $this->ran = $this->pdo->prepare(str_replace('#__', self::PREFIX, $this->query->sql));
        foreach ($this->query->bound as $name => [$value, $type]) {
            $this->ran->bindValue($name, $value, $type === ParameterType::INTEGER ? \PDO::PARAM_INT : \PDO::PARAM_STR);
        }

        return $this->ran->execute();
    }

    public function loadAssocList(): array
    {
        $this->execute();

        return $this->ran->fetchAll(\PDO::FETCH_ASSOC);
    }

    public function getAffectedRows(): int
    {
        return $this->ran->rowCount();
    }

    public function quoteName(string $name): string
    {
        return "\"$name\"";
    }

    /** The statements for PostgreSQL, of which SQLite needs one word otherwise. */
    private static function installSql(): string
    {
        $sql = (string) file_get_contents(__DIR__ . '/../../../adapters/joomla/extension/plg_user_rollcall/sql/postgresql/install.sql');

        return str_replace(
            ['#__', '"id" bigserial NOT NULL', ",\n  PRIMARY KEY (\"id\")", 'CREATE INDEX'],
            [self::PREFIX, '"id" INTEGER PRIMARY KEY AUTOINCREMENT', '', 'CREATE INDEX IF NOT EXISTS'],
            $sql
        );
    }
}
