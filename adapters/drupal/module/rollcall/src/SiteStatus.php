<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Core\Datetime\DateFormatterInterface;
use Drupal\Core\StringTranslation\StringTranslationTrait;
use Drupal\rollcall\Core\Clock;
use Drupal\rollcall\Core\Outbox;
use Drupal\rollcall\Core\Sender;

/**
 * How sending goes, for the status report, the form and drush.
 */
final class SiteStatus {

  use StringTranslationTrait;

  public const OK = 'ok';
  public const WARNING = 'warning';
  public const ERROR = 'error';

  /**
   * Events that wait longer mean that cron does not run, or that the receiver is down.
   */
  private const LONG = 3600;

  public function __construct(
    private readonly Sender $sender,
    private readonly Outbox $outbox,
    private readonly SiteSettings $settings,
    private readonly DateFormatterInterface $dateFormatter,
    private readonly Clock $clock,
  ) {}

  /**
   * The state in a word, and in sentences.
   *
   * @return array{level: string, summary: \Stringable, details: list<\Stringable>}
   *   The level is one of the constants.
   */
  public function describe(): array {
    $count = $this->outbox->count();
    $status = $this->sender->status();
    $isLate = $count['oldest'] !== NULL && $this->clock->now() - $count['oldest'] > self::LONG;
    [$level, $summary] = match (TRUE) {
      !$this->sender->isReady() => [self::WARNING, $this->t('Not set up: no events are sent')],
      $count['dead'] > 0 => [self::ERROR, $this->formatPlural($count['dead'], 'An event was given up', '@count events were given up')],
      $status['failures'] > 0 => [self::WARNING, $this->t('The receiver does not take events at the moment')],
      $isLate => [self::WARNING, $this->t('Events wait for more than an hour; does cron run?')],
      default => [self::OK, $this->t('Events are sent')],
    };
    return ['level' => $level, 'summary' => $summary, 'details' => $this->details($count, $status)];
  }

  /**
   * Says what the counts mean.
   *
   * @param array{waiting: int, dead: int, oldest: int|null} $count
   *   Of the outbox.
   * @param array{failures: int, pausedUntil: int, sentAt: int|null, failedAt: int|null, note: string} $status
   *   Of the sender.
   *
   * @return list<\Stringable>
   *   Sentences.
   */
  private function details(array $count, array $status): array {
    $details = [$this->formatPlural($count['waiting'], 'One event waits.', '@count events wait.')];
    if ($status['sentAt'] !== NULL) {
      $details[] = $this->t('The last one was accepted at @time.', ['@time' => $this->time($status['sentAt'])]);
    }
    if ($status['failures'] > 0) {
      $details[] = $this->t('The last attempt failed: @note. The next one is after @time.', [
        '@note' => $status['note'],
        '@time' => $this->time($status['pausedUntil']),
      ]);
    }
    if ($this->settings->secrets()->previous !== '') {
      $details[] = $this->t('Events are signed with two secrets. When the receiver has the new one, let the old one be forgotten.');
    }
    foreach ($this->outbox->dead(5) as $event) {
      $details[] = $this->t('Given up: @type of @time (@note).', [
        '@type' => $event['type'],
        '@time' => $this->time($event['occurredAt']),
        '@note' => $event['note'],
      ]);
    }
    return $details;
  }

  private function time(int $time): string {
    return $this->dateFormatter->format($time, 'short');
  }

}
