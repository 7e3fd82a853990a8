<?php

/**
 * As much of Drupal, Guzzle, Symfony and Drush as the module touches, with the signatures of Drupal 10 and 11, so that it is tested and
 * checked without a site. The database is real: SQLite with Drupal's query builder in small.
 */

declare(strict_types=1);

namespace Drupal\Core\Database {
    class Connection
    {
        public function __construct(public readonly \PDO $pdo)
        {
        }

        public function insert(string $table, array $options = []): Query\Insert
        {
            return new Query\Insert($this->pdo, $table);
        }

        public function update(string $table, array $options = []): Query\Update
        {
            return new Query\Update($this->pdo, $table);
        }

        public function delete(string $table, array $options = []): Query\Delete
        {
            return new Query\Delete($this->pdo, $table);
        }

        public function query(string $query, array $args = [], array $options = []): StatementInterface
        {
            $statement = $this->pdo->prepare(strtr($query, ['{' => '', '}' => '']));
            $statement->execute($args);
            return new class ($statement->fetchAll($options['fetch'] ?? \PDO::FETCH_OBJ)) implements StatementInterface {
                private int $at = 0;

                public function __construct(private readonly array $rows)
                {
                }

                public function fetchAssoc(): array|false
                {
                    return isset($this->rows[$this->at]) ? (array) $this->rows[$this->at++] : false;
                }

                public function fetchAll($mode = null, $columnIndex = null, $constructorArguments = null): array
                {
                    return $this->rows;
                }
            };
        }

        public function inTransaction(): bool
        {
            return $this->pdo->inTransaction();
        }
    }

    interface StatementInterface
    {
        /** @return array<string, mixed>|false */
        public function fetchAssoc();

        /** @return array<int, mixed> */
        public function fetchAll($mode = null, $columnIndex = null, $constructorArguments = null);
    }
}

namespace Drupal\Core\Database\Query {
    abstract class Query
    {
        protected array $values = [];
        protected array $where = [];
        protected array $arguments = [];

        public function __construct(protected readonly \PDO $pdo, protected readonly string $table)
        {
        }

        /** @return $this */
        public function fields(array $fields): static
        {
            $this->values = $fields;
            return $this;
        }

        /** @return $this */
        public function condition(string $field, mixed $value = null, ?string $operator = '='): static
        {
            $this->where[] = "$field $operator ?";
            $this->arguments[] = $value;
            return $this;
        }

        protected function run(string $sql): int
        {
            $statement = $this->pdo->prepare($sql);
            foreach ([...array_values($this->values), ...$this->arguments] as $at => $value) {
                $statement->bindValue($at + 1, $value, is_int($value) ? \PDO::PARAM_INT : \PDO::PARAM_STR);
            }
            $statement->execute();
            return $statement->rowCount();
        }
    }

    class Insert extends Query
    {
        public function execute(): int|string|null
        {
            $this->run("INSERT INTO $this->table (" . implode(', ', array_keys($this->values)) . ') VALUES (' . implode(', ', array_fill(0, count($this->values), '?')) . ')');
            return $this->pdo->lastInsertId();
        }
    }

    class Update extends Query
    {
        public function execute(): ?int
        {
            return $this->run("UPDATE $this->table SET " . implode(', ', array_map(static fn ($name) => "$name = ?", array_keys($this->values))) . ' WHERE ' . implode(' AND ', $this->where));
        }
    }

    class Delete extends Query
    {
        public function execute(): int
        {
            return $this->run("DELETE FROM $this->table WHERE " . implode(' AND ', $this->where));
        }
    }
}

namespace Drupal\Core\State {
    interface StateInterface
    {
        public function get(string $key, mixed $default = null);

        public function set(string $key, mixed $value);

        public function deleteMultiple(array $keys);
    }
}

namespace Drupal\Core\Lock {
    interface LockBackendInterface
    {
        public function acquire(string $name, float $timeout = 30.0): bool;

        public function release(string $name): void;
    }
}

namespace Drupal\Component\Datetime {
    interface TimeInterface
    {
        public function getCurrentTime(): int;
    }
}

namespace Drupal\Component\Utility {
    class UrlHelper
    {
        public static function isValid(string $url, bool $absolute = false): bool
        {
            return (bool) preg_match('#^[a-z]+://[^\s/?\#]+\S*$#i', $url);
        }
    }
}

namespace Drupal\Core\Config {
    interface ConfigFactoryInterface
    {
        public function get(string $name): ImmutableConfig;

        public function getEditable(string $name): Config;
    }

    class Config
    {
        public function __construct(public \ArrayObject $values)
        {
        }

        public function get(string $key = ''): mixed
        {
            return $this->values[$key] ?? null;
        }

        /** @return $this */
        public function set(string $key, mixed $value): static
        {
            $this->values[$key] = $value;
            return $this;
        }

        /** @return $this */
        public function save(bool $hasTrustedData = false): static
        {
            return $this;
        }
    }

    class ImmutableConfig extends Config
    {
    }
}

namespace Drupal\Core\Site {
    final class Settings
    {
        public static array $values = [];

        public static function get(string $name, mixed $default = null): mixed
        {
            return self::$values[$name] ?? $default;
        }
    }
}

namespace Drupal\Core\Routing {
    interface RouteMatchInterface
    {
        public function getRouteName(): ?string;

        public function getRouteObject(): ?\Symfony\Component\Routing\Route;
    }
}

namespace Symfony\Component\Routing {
    class Route
    {
        public function __construct(private readonly array $options = [])
        {
        }

        public function getOption(string $name): mixed
        {
            return $this->options[$name] ?? null;
        }
    }
}

namespace Drupal\Core\Session {
    interface AccountInterface
    {
        public function id(): int|string|null;
    }
}

namespace Drupal\Core\Entity {
    interface EntityInterface
    {
        public function id(): int|string|null;

        public function uuid(): ?string;

        public function toArray(): array;
    }
}

namespace Drupal\user {
    interface UserInterface extends \Drupal\Core\Entity\EntityInterface, \Drupal\Core\Session\AccountInterface
    {
        public function getTranslationLanguages(bool $includeDefault = true): array;

        public function getTranslation(string $langcode): static;
    }

    interface RoleInterface extends \Drupal\Core\Entity\EntityInterface
    {
    }
}

namespace Psr\Log {
    interface LoggerInterface
    {
        public function error(string|\Stringable $message, array $context = []): void;
    }
}

namespace Psr\Http\Message {
    interface ResponseInterface
    {
        public function getStatusCode(): int;

        public function getHeaderLine(string $name): string;
    }
}

namespace GuzzleHttp {
    interface ClientInterface
    {
        public function request(string $method, string $uri, array $options = []): \Psr\Http\Message\ResponseInterface;
    }
}

namespace GuzzleHttp\Exception {
    interface GuzzleException extends \Throwable
    {
    }

    class ConnectException extends \RuntimeException implements GuzzleException
    {
    }
}

namespace Symfony\Component\EventDispatcher {
    interface EventSubscriberInterface
    {
        public static function getSubscribedEvents();
    }
}

namespace Symfony\Component\HttpKernel {
    final class KernelEvents
    {
        public const TERMINATE = 'kernel.terminate';
    }
}

namespace Psr\Container {
    interface ContainerInterface
    {
        public function get(string $id);
    }
}

namespace Symfony\Component\DependencyInjection {
    interface ContainerInterface extends \Psr\Container\ContainerInterface
    {
    }
}

namespace Drupal\Core\Datetime {
    interface DateFormatterInterface
    {
        public function format(int $timestamp, string $type = 'medium'): string;
    }
}

namespace Drupal\Core\StringTranslation {
    class TranslatableMarkup implements \Stringable
    {
        public function __construct(private readonly string $text, private readonly array $args = [])
        {
        }

        public function __toString(): string
        {
            return strtr($this->text, array_map(static fn ($value) => htmlspecialchars((string) $value), $this->args));
        }
    }

    trait StringTranslationTrait
    {
        protected function t(string $string, array $args = [], array $options = []): TranslatableMarkup
        {
            return new TranslatableMarkup($string, $args);
        }

        protected function formatPlural(int $count, string $singular, string $plural, array $args = [], array $options = []): TranslatableMarkup
        {
            return new TranslatableMarkup($count === 1 ? $singular : $plural, $args + ['@count' => $count]);
        }
    }
}

namespace Drupal\Core\Messenger {
    interface MessengerInterface
    {
        public function addStatus(string|\Stringable $message, bool $repeat = false);

        public function addWarning(string|\Stringable $message, bool $repeat = false);

        public function addError(string|\Stringable $message, bool $repeat = false);
    }
}

namespace Drupal\Core\Form {
    interface FormStateInterface
    {
        public function getValue(string $key, mixed $default = null): mixed;

        public function setErrorByName(string $name, string|\Stringable $message = ''): static;
    }

    abstract class ConfigFormBase
    {
        use \Drupal\Core\StringTranslation\StringTranslationTrait;

        final public function __construct(
            private readonly \Drupal\Core\Config\ConfigFactoryInterface $factory,
            private readonly \Drupal\Core\Messenger\MessengerInterface $messages,
        ) {
        }

        public static function create(\Symfony\Component\DependencyInjection\ContainerInterface $container)
        {
            return new static($container->get('config.factory'), $container->get('messenger'));
        }

        abstract public function getFormId(): string;

        abstract protected function getEditableConfigNames(): array;

        public function buildForm(array $form, FormStateInterface $form_state)
        {
            return $form + ['actions' => ['#type' => 'actions']];
        }

        public function validateForm(array &$form, FormStateInterface $form_state)
        {
        }

        public function submitForm(array &$form, FormStateInterface $form_state)
        {
            $this->messages->addStatus($this->t('The configuration options have been saved.'));
        }

        protected function config(string $name): \Drupal\Core\Config\Config
        {
            return $this->factory->getEditable($name);
        }

        public function messenger(): \Drupal\Core\Messenger\MessengerInterface
        {
            return $this->messages;
        }
    }
}

namespace Drupal\Core {
    class Url
    {
        public static function fromRoute(string $name): self
        {
            return new self();
        }
    }
}

namespace Symfony\Component\Console\Output {
    interface OutputInterface
    {
        public function writeln(string|iterable $messages): void;
    }
}

namespace Drush\Commands {
    abstract class DrushCommands
    {
        public const EXIT_SUCCESS = 0;
        public const EXIT_FAILURE = 1;

        public ?\Symfony\Component\Console\Output\OutputInterface $stubOutput = null;

        public function __construct()
        {
        }

        protected function output(): \Symfony\Component\Console\Output\OutputInterface
        {
            return $this->stubOutput ?? throw new \LogicException('no output');
        }
    }
}

namespace Drush\Attributes {
    #[\Attribute(\Attribute::TARGET_METHOD)]
    class Command
    {
        public function __construct(public string $name, public array $aliases = [])
        {
        }
    }

    #[\Attribute(\Attribute::TARGET_METHOD)]
    class Help
    {
        public function __construct(public string $description)
        {
        }
    }

    #[\Attribute(\Attribute::TARGET_METHOD | \Attribute::IS_REPEATABLE)]
    class Option
    {
        public function __construct(public string $name, public string $description)
        {
        }
    }

    #[\Attribute(\Attribute::TARGET_METHOD | \Attribute::IS_REPEATABLE)]
    class Usage
    {
        public function __construct(public string $name, public string $description)
        {
        }
    }
}

namespace {
    const REQUIREMENT_OK = 0;
    const REQUIREMENT_WARNING = 1;
    const REQUIREMENT_ERROR = 2;

    class Drupal
    {
        /** @var array<string, object> */
        public static array $services = [];
        /** @var list<callable> What would run when the program ends. */
        public static array $shutdown = [];

        public static function service(string $id): mixed
        {
            return self::$services[$id] ?? throw new \LogicException("no service $id");
        }

        public static function state(): \Drupal\Core\State\StateInterface
        {
            return self::service('state');
        }
    }

    function t(string $text, array $args = []): \Drupal\Core\StringTranslation\TranslatableMarkup
    {
        return new \Drupal\Core\StringTranslation\TranslatableMarkup($text, $args);
    }

    function drupal_register_shutdown_function(callable $callback): void
    {
        \Drupal::$shutdown[] = $callback;
    }
}
