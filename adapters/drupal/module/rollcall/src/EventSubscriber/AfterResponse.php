<?php

declare(strict_types=1);

namespace Drupal\rollcall\EventSubscriber;

use Drupal\Core\Database\Connection;
use Drupal\rollcall\Core\Sender;
use Drupal\rollcall\Recorder;
use Psr\Log\LoggerInterface;
use Symfony\Component\EventDispatcher\EventSubscriberInterface;
use Symfony\Component\HttpKernel\KernelEvents;

/**
 * Sends what a request noted, once its answer is on the way.
 */
final class AfterResponse implements EventSubscriberInterface {

  /**
   * What is left after so many seconds is cron's.
   */
  private const SECONDS = 5;
  /**
   * Before services are shut down, which happens at 100.
   */
  private const PRIORITY = 200;

  public function __construct(
    private readonly Recorder $recorder,
    private readonly Sender $sender,
    private readonly Connection $connection,
    private readonly LoggerInterface $logger,
  ) {}

  /**
   * {@inheritdoc}
   */
  public static function getSubscribedEvents(): array {
    return [KernelEvents::TERMINATE => ['send', self::PRIORITY]];
  }

  /**
   * Sends, if this request noted anything.
   *
   * The command line knows no such event; there it is called when the program ends.
   */
  public function send(): void {
    if (!$this->recorder->hasRecorded()) {
      return;
    }
    try {
      // Whoever died within a transaction: what it noted is about to be rolled back.
      if (!$this->connection->inTransaction()) {
        $this->sender->drain(self::SECONDS);
      }
    }
    catch (\Exception $exception) {
      $this->logger->error('Sending events to Rollcall: @message. Cron tries again.', ['@message' => $exception->getMessage()]);
    }
  }

}
