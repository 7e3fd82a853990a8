<?php

declare(strict_types=1);

namespace Drupal\rollcall\Drush\Commands;

use Drupal\rollcall\Core\Outbox;
use Drupal\rollcall\Core\Sender;
use Drupal\rollcall\SiteStatus;
use Drush\Attributes as CLI;
use Drush\Commands\DrushCommands;
use Psr\Container\ContainerInterface;

/**
 * Rollcall on the command line.
 */
final class RollcallCommands extends DrushCommands {

  public function __construct(
    private readonly Sender $sender,
    private readonly Outbox $outbox,
    private readonly SiteStatus $status,
  ) {
    parent::__construct();
  }

  /**
   * Takes its parts from the site; Drush calls it.
   */
  public static function create(ContainerInterface $container): self {
    return new self($container->get('rollcall.sender'), $container->get('rollcall.outbox'), $container->get('rollcall.status'));
  }

  /**
   * Sends what waits in the outbox.
   *
   * @param array{again: bool, seconds: int|string} $options
   *   As given.
   */
  #[CLI\Command(name: 'rollcall:send')]
  #[CLI\Help(description: 'Send the events that wait, although the receiver may have failed a moment ago.')]
  #[CLI\Option(name: 'again', description: 'Also try again what was given up.')]
  #[CLI\Option(name: 'seconds', description: 'How long it may take.')]
  #[CLI\Usage(name: 'drush rollcall:send --again', description: 'Send all, after a receiver was set right.')]
  public function send(array $options = ['again' => FALSE, 'seconds' => 30]): int {
    if ($options['again']) {
      $this->outbox->revive();
    }
    $result = $this->sender->drain((int) $options['seconds'], TRUE);
    $this->output()->writeln("sent: $result->sent");
    if ($result->refused > 0) {
      $this->output()->writeln("refused for good: $result->refused");
    }
    if ($result->why !== '') {
      $this->output()->writeln("stopped: $result->why");
    }
    return $result->why === '' && $result->refused === 0 ? self::EXIT_SUCCESS : self::EXIT_FAILURE;
  }

  /**
   * Says how sending goes.
   */
  #[CLI\Command(name: 'rollcall:status')]
  #[CLI\Help(description: 'Show how many events wait, and how sending goes. Ends with 1 when somebody should look.')]
  public function status(): int {
    ['level' => $level, 'summary' => $summary, 'details' => $details] = $this->status->describe();
    foreach ([$summary, ...$details] as $line) {
      $this->output()->writeln(strip_tags((string) $line));
    }
    return $level === SiteStatus::OK ? self::EXIT_SUCCESS : self::EXIT_FAILURE;
  }

  /**
   * Sends a test event.
   */
  #[CLI\Command(name: 'rollcall:test')]
  #[CLI\Help(description: 'Send a test event to the address of the settings. Ends with 1 when it was not taken.')]
  public function test(): int {
    [$accepted, $text] = $this->sender->test();
    $this->output()->writeln($text);
    return $accepted ? self::EXIT_SUCCESS : self::EXIT_FAILURE;
  }

}
