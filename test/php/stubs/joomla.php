<?php

/**
 * As much of Joomla 5 as the plugins touch, so that they are tested and checked without a site. The database is real: SQLite.
 */

declare(strict_types=1);

namespace Joomla\Database {
    interface QueryInterface
    {
        public function setQuery(string $sql): static;

        public function bind(string $key, mixed &$value, string $dataType = 'string'): static;
    }

    interface DatabaseInterface
    {
        public function getQuery(bool $new = false): QueryInterface;

        public function setQuery(QueryInterface|string $query): static;

        public function execute(): bool;

        /** @return list<array<string, mixed>> */
        public function loadAssocList(): array;

        public function getAffectedRows(): int;

        public function quoteName(string $name): string;
    }

    final class ParameterType
    {
        public const INTEGER = 'int';
        public const STRING  = 'string';
    }

    trait DatabaseAwareTrait
    {
        private ?DatabaseInterface $database = null;

        public function setDatabase(DatabaseInterface $database): void
        {
            $this->database = $database;
        }

        protected function getDatabase(): DatabaseInterface
        {
            return $this->database ?? throw new \UnexpectedValueException('Database not set');
        }
    }
}

namespace Joomla\Registry {
    class Registry
    {
        private array $data;

        public function __construct(array|string $data = [])
        {
            $this->data = \is_array($data) ? $data : (array) json_decode($data === '' ? '{}' : $data, true);
        }

        public function get(string $path, mixed $default = null): mixed
        {
            // As Joomla: an empty text counts as not set.
            return isset($this->data[$path]) && $this->data[$path] !== '' ? $this->data[$path] : $default;
        }
    }
}

namespace Joomla\Event {
    interface DispatcherInterface
    {
    }

    interface EventInterface
    {
        public function getArgument(string $name, mixed $default = null): mixed;
    }

    interface SubscriberInterface
    {
        public static function getSubscribedEvents(): array;
    }

    class Event implements EventInterface
    {
        public function __construct(private readonly string $name, protected array $arguments = [])
        {
        }

        public function getArgument(string $name, mixed $default = null): mixed
        {
            return $this->arguments[$name] ?? $default;
        }
    }
}

namespace Joomla\DI {
    class Container
    {
        /** @var array<string, mixed> */
        private array $resources = [];

        public function set(string $key, mixed $value): static
        {
            $this->resources[$key] = $value;

            return $this;
        }

        public function get(string $key): mixed
        {
            $value = $this->resources[$key] ?? throw new \LogicException("no $key");

            return $value instanceof \Closure ? $value($this) : $value;
        }
    }

    interface ServiceProviderInterface
    {
        public function register(Container $container);
    }
}

namespace Joomla\CMS\Application {
    interface CMSApplicationInterface
    {
        public function isClient(string $identifier): bool;

        public function getIdentity(): ?\Joomla\CMS\User\User;

        public function get(string $name, mixed $default = null): mixed;
    }
}

namespace Joomla\CMS\User {
    class User
    {
        public function __construct(private readonly bool $isSuper = false)
        {
        }

        public function authorise(string $action, ?string $assetname = null): bool
        {
            return $this->isSuper;
        }
    }
}

namespace Joomla\CMS\Extension {
    interface PluginInterface
    {
    }
}

namespace Joomla\CMS\Plugin {
    class CMSPlugin implements \Joomla\CMS\Extension\PluginInterface
    {
        public \Joomla\Registry\Registry $params;
        protected $autoloadLanguage = false;
        private ?\Joomla\CMS\Application\CMSApplicationInterface $application = null;

        public function __construct(\Joomla\Event\DispatcherInterface $dispatcher, array $config = [])
        {
            $this->params = new \Joomla\Registry\Registry($config['params'] ?? []);
        }

        protected function getApplication(): ?\Joomla\CMS\Application\CMSApplicationInterface
        {
            return $this->application;
        }

        public function setApplication(\Joomla\CMS\Application\CMSApplicationInterface $application): void
        {
            $this->application = $application;
        }
    }

    final class PluginHelper
    {
        /** @var array<string, object> */
        public static array $plugins = [];

        public static function getPlugin(string $type, ?string $plugin = null): object|array
        {
            return self::$plugins["$type/$plugin"] ?? [];
        }
    }
}

namespace Joomla\CMS\Event\Plugin {
    class AjaxEvent extends \Joomla\Event\Event
    {
        /** @var list<mixed> */
        public array $results = [];

        public function addResult(mixed $data): void
        {
            $this->results[] = $data;
        }
    }
}

namespace Joomla\CMS\Session {
    final class Session
    {
        public static bool $isTokenRight = true;

        public static function checkToken(string $method = 'post'): bool
        {
            return self::$isTokenRight;
        }

        public static function getFormToken(): string
        {
            return 'f00dfeed';
        }
    }
}

namespace Joomla\CMS\Log {
    final class Log
    {
        public const WARNING = 16;
        /** @var list<string> */
        public static array $lines = [];

        public static function add(string $entry, int $priority = 64, string $category = ''): void
        {
            self::$lines[] = "$category: $entry";
        }
    }
}

namespace Joomla\CMS\Language {
    final class Text
    {
        public static function _(string $key): string
        {
            return $key;
        }

        public static function sprintf(string $key, mixed ...$values): string
        {
            return "$key " . implode(' ', $values);
        }
    }
}

namespace Joomla\CMS\Form {
    abstract class FormField
    {
        protected $type;

        abstract protected function getInput();

        public function input(): string
        {
            return $this->getInput();
        }
    }
}

namespace Joomla\CMS {
    final class Factory
    {
        public static ?\Joomla\DI\Container $container = null;
        public static ?\Joomla\CMS\Application\CMSApplicationInterface $application = null;

        public static function getContainer(): \Joomla\DI\Container
        {
            return self::$container ?? throw new \LogicException('no container');
        }

        public static function getApplication(): \Joomla\CMS\Application\CMSApplicationInterface
        {
            return self::$application ?? throw new \LogicException('no application');
        }
    }
}

namespace Joomla\CMS\Http {
    class Response
    {
        public function __construct(private readonly int $status, private readonly array $headers = [])
        {
        }

        public function getStatusCode(): int
        {
            return $this->status;
        }

        public function getHeaderLine(string $name): string
        {
            return $this->headers[$name] ?? '';
        }
    }

    class Http
    {
        public function __construct(private readonly array $options)
        {
        }

        public function post(string $url, mixed $data, array $headers = [], ?int $timeout = null): Response
        {
            HttpFactory::$requests[] = ['url' => $url, 'body' => $data, 'headers' => $headers, 'timeout' => $timeout, 'options' => $this->options];

            return (HttpFactory::$answer)($url, $data, $headers);
        }
    }

    final class HttpFactory
    {
        /** @var list<array<string, mixed>> */
        public static array $requests = [];
        public static ?\Closure $answer = null;

        public static function getHttp(array $options = []): Http
        {
            return new Http($options);
        }
    }
}

namespace Joomla\Component\Scheduler\Administrator\Event {
    class ExecuteTaskEvent extends \Joomla\Event\Event
    {
    }
}

namespace Joomla\Component\Scheduler\Administrator\Task {
    final class Status
    {
        public const OK       = 0;
        public const KNOCKOUT = 5;
    }
}

namespace Joomla\Component\Scheduler\Administrator\Traits {
    trait TaskPluginTrait
    {
        /** @var list<string> */
        public array $taskLog = [];

        /** As Joomla's: runs the method that TASKS_MAP names. */
        public function standardRoutineHandler(\Joomla\Component\Scheduler\Administrator\Event\ExecuteTaskEvent $event): int
        {
            return $this->{self::TASKS_MAP[$event->getArgument('routineId')]['method']}($event);
        }

        public function advertiseRoutines(\Joomla\Event\EventInterface $event): void
        {
        }

        public function enhanceTaskItemForm(\Joomla\Event\EventInterface $event): void
        {
        }

        protected function logTask(string $message, string $priority = 'info'): void
        {
            $this->taskLog[] = $message;
        }
    }
}

namespace {
    const _JEXEC = 1;
}
