<?php

declare(strict_types=1);

namespace Rollcall\Tests\support;

use Drupal\Component\Datetime\TimeInterface;
use Drupal\Core\Config\Config;
use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Config\ImmutableConfig;
use Drupal\Core\Database\Connection;
use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\Lock\LockBackendInterface;
use Drupal\Core\Messenger\MessengerInterface;
use Drupal\Core\Routing\RouteMatchInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\Core\State\StateInterface;
use Drupal\rollcall\Core\Outbox;
use Drupal\rollcall\Core\Sender;
use Drupal\rollcall\EventSubscriber\AfterResponse;
use Drupal\rollcall\Origin;
use Drupal\rollcall\Recorder;
use Drupal\rollcall\SiteClock;
use Drupal\rollcall\SiteDatabase;
use Drupal\rollcall\SiteLease;
use Drupal\rollcall\SiteMemory;
use Drupal\rollcall\SiteSettings;
use Drupal\rollcall\SiteStatus;
use Drupal\rollcall\SiteTransport;
use GuzzleHttp\ClientInterface;
use GuzzleHttp\Exception\ConnectException;
use Psr\Http\Message\ResponseInterface;
use Psr\Log\LoggerInterface;
use Symfony\Component\DependencyInjection\ContainerInterface;
use Symfony\Component\Routing\Route;

/**
 * The module's services wired over stubs of Drupal's, as rollcall.services.yml wires them.
 */
final class DrupalSite implements
    AccountInterface,
    ClientInterface,
    ContainerInterface,
    DateFormatterInterface,
    LockBackendInterface,
    LoggerInterface,
    MessengerInterface,
    RouteMatchInterface,
    StateInterface,
    TimeInterface
{
    public const ADDRESS = 'https://rollcall.example.test/hooks/staff/webhook';

    public readonly \ArrayObject $config;
    public readonly Connection $connection;
    public int $now = 1_800_000_000;
    public int $uid = 0;
    public ?string $route = null;
    public bool $isAdminRoute = false;
    public array $state = [];
    public array $locks = [];
    /** @var list<string> */
    public array $log = [];
    /** @var list<string> */
    public array $messages = [];
    /** @var list<array{string, array<string, mixed>}> */
    public array $requests = [];
    /** @var list<int|\Throwable> Answers in their order; 202 when there is none left. */
    public array $answers = [];
    public string $retryAfter = '';
    private array $services = [];

    public function __construct()
    {
        $this->config = new \ArrayObject([
            'address' => self::ADDRESS,
            'origins' => ['admin', 'own', 'other'],
            'events' => ['insert', 'update', 'roles', 'delete', 'role_delete'],
            'unchanged' => false,
            'timeout' => 2,
        ]);
        $this->state['rollcall.secrets'] = ['current' => Fakes::SECRET, 'previous' => ''];
        $this->connection = new Connection(PdoDatabase::open()->pdo);
        $this->restart();
    }

    /** A new request: services are made anew, what is stored stays. */
    public function restart(): void
    {
        $configFactory = $this->configFactory();
        $settings = new SiteSettings($configFactory, $this);
        $clock = new SiteClock($this);
        $outbox = new Outbox(new SiteDatabase($this->connection), $clock);
        $sender = new Sender($outbox, new SiteTransport($this), $settings, new SiteMemory($this), new SiteLease($this), $clock, 'uuid', static fn (): float => 1.0);
        $recorder = new Recorder($settings, $outbox, new Origin($this, $this, 'fpm-fcgi'), $this);
        $this->services = [
            'config.factory' => $configFactory,
            'messenger' => $this,
            'state' => $this,
            'rollcall.settings' => $settings,
            'rollcall.outbox' => $outbox,
            'rollcall.sender' => $sender,
            'rollcall.recorder' => $recorder,
            'rollcall.status' => new SiteStatus($sender, $outbox, $settings, $this, $clock),
            'rollcall.after_response' => new AfterResponse($recorder, $sender, $this->connection, $this),
        ];
        \Drupal::$services = $this->services;
    }

    public function outbox(): Outbox
    {
        return $this->services['rollcall.outbox'];
    }

    public function recorder(): Recorder
    {
        return $this->services['rollcall.recorder'];
    }

    public function afterResponse(): AfterResponse
    {
        return $this->services['rollcall.after_response'];
    }

    /** What waits, as "type subject". */
    public function waiting(): array
    {
        $rows = $this->connection->query('SELECT type, subject FROM {rollcall_outbox} ORDER BY id', [], ['fetch' => \PDO::FETCH_ASSOC])->fetchAll();
        return array_map(static fn (array $row): string => "{$row['type']} {$row['subject']}", $rows);
    }

    private function configFactory(): ConfigFactoryInterface
    {
        return new class ($this->config) implements ConfigFactoryInterface {
            public function __construct(private readonly \ArrayObject $values)
            {
            }

            public function get(string $name): ImmutableConfig
            {
                return new ImmutableConfig($name === SiteSettings::CONFIG ? $this->values : new \ArrayObject());
            }

            public function getEditable(string $name): Config
            {
                return new Config($this->values);
            }
        };
    }

    // The container and the state.
    public function get(string $id, mixed $default = null): mixed
    {
        return match (true) {
            array_key_exists($id, $this->services) => $this->services[$id],
            default => $this->state[$id] ?? $default,
        };
    }

    public function set(string $key, mixed $value): void
    {
        $this->state[$key] = $value;
    }

    public function deleteMultiple(array $keys): void
    {
        $this->state = array_diff_key($this->state, array_flip($keys));
    }

    // Lock.
    public function acquire(string $name, float $timeout = 30.0): bool
    {
        return isset($this->locks[$name]) ? false : $this->locks[$name] = true;
    }

    public function release(string $name): void
    {
        unset($this->locks[$name]);
    }

    public function getCurrentTime(): int
    {
        return $this->now;
    }

    public function id(): int
    {
        return $this->uid;
    }

    public function getRouteName(): ?string
    {
        return $this->route;
    }

    public function getRouteObject(): ?Route
    {
        return $this->route === null ? null : new Route(['_admin_route' => $this->isAdminRoute]);
    }

    public function error(string|\Stringable $message, array $context = []): void
    {
        $this->log[] = strtr((string) $message, $context);
    }

    public function format(int $timestamp, string $type = 'medium'): string
    {
        return gmdate('H:i:s', $timestamp);
    }

    public function addStatus(string|\Stringable $message, bool $repeat = false): void
    {
        $this->messages[] = "status: $message";
    }

    public function addWarning(string|\Stringable $message, bool $repeat = false): void
    {
        $this->messages[] = "warning: $message";
    }

    public function addError(string|\Stringable $message, bool $repeat = false): void
    {
        $this->messages[] = "error: $message";
    }

    public function request(string $method, string $uri, array $options = []): ResponseInterface
    {
        $this->requests[] = ["$method $uri", $options];
        $answer = array_shift($this->answers) ?? 202;
        if ($answer instanceof \Throwable) {
            throw $answer instanceof ConnectException ? $answer : new ConnectException($answer->getMessage());
        }
        return new class ($answer, $this->retryAfter) implements ResponseInterface {
            public function __construct(private readonly int $status, private readonly string $retryAfter)
            {
            }

            public function getStatusCode(): int
            {
                return $this->status;
            }

            public function getHeaderLine(string $name): string
            {
                return $name === 'retry-after' ? $this->retryAfter : '';
            }
        };
    }
}
