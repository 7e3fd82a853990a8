<?php

declare(strict_types=1);

namespace Rollcall\Tests\core;

use Drupal\rollcall\Core\Answer;
use Drupal\rollcall\Core\Backoff;
use Drupal\rollcall\Core\Secrets;
use PHPUnit\Framework\TestCase;
use Rollcall\Tests\support\Fakes;

final class SenderTest extends TestCase
{
    private Fakes $site;

    protected function setUp(): void
    {
        $this->site = Fakes::site();
    }

    public function testSendsAllInOrderAndOnce(): void
    {
        $this->add('u-1', 'u-2', 'u-3');
        $result = $this->site->sender()->drain(5);
        self::assertSame([3, 0, ''], [$result->sent, $result->refused, $result->why]);
        self::assertSame(['user.update u-1', 'user.update u-2', 'user.update u-3'], $this->site->arrived());
        $this->site->sender()->drain(5);
        self::assertCount(3, $this->site->received);
    }

    public function testSendsNothingBeforeItIsSetUp(): void
    {
        $this->add('u-1');
        $this->site->secrets = new Secrets('');
        self::assertSame('the address or the secret is not set', $this->site->sender()->drain(5)->why);
        $this->site->secrets = new Secrets(Fakes::SECRET);
        $this->site->address = '';
        $this->site->sender()->drain(5);
        self::assertSame([], $this->site->received);
        self::assertSame(1, $this->site->outbox->count()['waiting']);
    }

    /** @dataProvider troubles */
    public function testLosesNothingWhileTheReceiverHasTrouble(int|\Throwable $trouble): void
    {
        $this->add('u-1', 'u-2');
        $this->site->receiver = static fn (): int|\Throwable => $trouble;
        $result = $this->site->sender()->drain(5);
        self::assertSame(0, $result->sent);
        self::assertNotSame('', $result->why);
        self::assertCount(1, $this->site->received, 'one attempt, then a pause');
        $this->site->sender()->drain(5);
        self::assertCount(1, $this->site->received, 'none during the pause');
        $this->site->now += 15;
        $this->site->receiver = null;
        self::assertSame(2, $this->site->sender()->drain(5)->sent);
        self::assertSame(['user.update u-1', 'user.update u-2', 'user.update u-1'], $this->site->arrived());
        self::assertSame($this->site->received[0]['id'], $this->site->received[2]['id'], 'the id stays, so that the receiver knows a repeat');
        self::assertNotSame($this->site->received[0]['headers']['webhook-timestamp'], $this->site->received[2]['headers']['webhook-timestamp']);
        self::assertSame(0, $this->site->outbox->count()['waiting']);
    }

    /** @return array<string, array{int|\Throwable}> */
    public static function troubles(): array
    {
        return [
            'no answer' => [new \RuntimeException('connection refused')],
            'redirect' => [302],
            'wrong secret' => [401],
            'wrong address' => [404],
            'busy' => [429],
            'broken' => [500],
            'starting' => [503],
        ];
    }

    public function testWaitsTwiceAsLongAfterEachFailureAndAQuarterOfAnHourAtMost(): void
    {
        $this->add('u-1');
        $this->site->receiver = static fn (): int => 500;
        $waits = [];
        foreach (range(1, 9) as $_) {
            $before = $this->site->now;
            $count = count($this->site->received);
            while (count($this->site->received) === $count) {
                $this->site->sender()->drain(5);
                $this->site->now += 1;
            }
            $waits[] = $this->site->now - $before;
        }
        self::assertSame([1, 15, 30, 60, 120, 240, 480, 900, 900], $waits);
    }

    public function testSpreadsItsAttemptsByChance(): void
    {
        $waits = array_map(static fn (float $random): int => Backoff::seconds(5, $random), [0.0, 0.5, 1.0]);
        self::assertSame([120, 180, 240], $waits);
        self::assertSame(900, Backoff::seconds(10_000, 1.0), 'no overflow');
    }

    public function testWaitsAsLongAsTheReceiverAsksForWithinReason(): void
    {
        self::assertSame([300, 3600, 15], [Backoff::seconds(1, 1.0, 300), Backoff::seconds(1, 1.0, 10 ** 9), Backoff::seconds(1, 1.0, 0)]);
        $this->add('u-1');
        $this->site->receiver = static fn (): Answer => new Answer(429, 60);
        $this->site->sender()->drain(5);
        $this->site->now += 59;
        $this->site->sender()->drain(5);
        self::assertCount(1, $this->site->received);
        $this->site->now += 1;
        $this->site->sender()->drain(5);
        self::assertCount(2, $this->site->received);
    }

    public function testBuriesWhatTheReceiverWillNeverTakeAndGoesOn(): void
    {
        $this->add('u-1', 'u-2');
        $this->site->receiver = static fn (array $message): int => $message['who'] === 'u-1' ? 400 : 202;
        $result = $this->site->sender()->drain(5);
        self::assertSame([1, 1, ''], [$result->sent, $result->refused, $result->why]);
        self::assertSame(['waiting' => 0, 'dead' => 1, 'oldest' => null], $this->site->outbox->count());
        self::assertStringStartsWith('400: ', $this->site->outbox->dead(1)[0]['note']);
    }

    public function testOneMessageThatAlwaysFailsHoldsNobodyElseUp(): void
    {
        $this->add('bad', 'u-1', 'u-2');
        $this->site->receiver = static fn (array $message): int => $message['who'] === 'bad' ? 500 : 202;
        foreach (range(1, 3) as $_) {
            $this->site->sender()->drain(5);
            $this->site->now += 900;
        }
        self::assertSame(['user.update bad', 'user.update u-1', 'user.update u-2', 'user.update bad', 'user.update bad'], $this->site->arrived());
    }

    public function testSendsWhatIsAddedWhileItSendsToo(): void
    {
        $this->add('u-1');
        $this->site->receiver = function (array $message): int {
            if (count($this->site->received) === 0) {
                // The other process finds the lease taken and relies on us.
                $this->add($message['who']);
                self::assertSame('another process is sending', $this->site->sender()->drain(5)->why);
            }
            return 202;
        };
        self::assertSame(2, $this->site->sender()->drain(5)->sent);
        self::assertFalse($this->site->isLeased);
    }

    public function testLooksOnceMoreAfterItGaveTheLeaseBack(): void
    {
        $this->add('u-1');
        $this->site->onRelease = function (): void {
            // Between the last look of the holder and the end of its lease: who adds now finds the lease taken.
            $this->site->onRelease = null;
            $this->add('late');
            self::assertSame('another process is sending', $this->site->sender()->drain(5)->why);
        };
        self::assertSame(2, $this->site->sender()->drain(5)->sent);
        self::assertSame(['user.update u-1', 'user.update late'], $this->site->arrived());
    }

    public function testAKillBetweenAnswerAndNoteSendsTheSameMessageAgain(): void
    {
        $this->add('u-1');
        $this->site->database->before = static function (string $sql): void {
            if (str_starts_with($sql, 'DELETE')) {
                throw new \LogicException('killed');
            }
        };
        try {
            $this->site->sender()->drain(5);
            self::fail('it was not killed');
        } catch (\LogicException) {
            $this->site->database->before = null;
        }
        $this->site->isLeased = false;
        $this->site->sender()->drain(5);
        self::assertCount(2, $this->site->received);
        self::assertSame($this->site->received[0]['id'], $this->site->received[1]['id']);
        self::assertSame($this->site->received[0]['body'], $this->site->received[1]['body']);
    }

    public function testGivesTheLeaseBackWhenItFails(): void
    {
        $this->add('u-1');
        $this->site->receiver = static fn (): int => 500;
        $this->site->sender()->drain(5);
        self::assertFalse($this->site->isLeased);
    }

    public function testStopsWhenTheTimeIsOver(): void
    {
        $this->add('u-1', 'u-2', 'u-3');
        $this->site->receiver = function (): int {
            $this->site->now += 3;
            return 202;
        };
        $result = $this->site->sender()->drain(5);
        self::assertSame([2, 'the time was over'], [$result->sent, $result->why]);
    }

    public function testATestEventSaysWhatIsWrong(): void
    {
        self::assertSame([true, '202: accepted'], $this->site->sender()->test());
        self::assertSame('{"type":"rollcall.test","timestamp":"2027-01-15T08:00:00Z","data":{}}', $this->site->received[0]['body']);
        $this->site->receiver = static fn (): int => 401;
        self::assertStringContainsString('the secrets of both sides differ', $this->site->sender()->test()[1]);
        $this->site->receiver = static fn (): \Throwable => new \RuntimeException('no such host');
        self::assertSame([false, 'no answer: no such host'], $this->site->sender()->test());
        self::assertSame([], $this->site->kept, 'a test changes nothing');
    }

    public function testNewSettingsEndAPause(): void
    {
        $this->add('u-1');
        $this->site->receiver = static fn (): int => 401;
        $this->site->sender()->drain(5);
        $this->site->receiver = null;
        $this->site->sender()->resume();
        self::assertSame(1, $this->site->sender()->drain(5)->sent);
        self::assertSame(0, $this->site->sender()->status()['failures']);
    }

    /** Whatever happens in whatever order, each person's last change is told of after it happened. */
    public function testLosesNobodyInARandomStorm(): void
    {
        $seed = (int) (getenv('ROLLCALL_SEED') ?: 4711);
        mt_srand($seed);
        for ($round = 0; $round < 40; $round += 1) {
            $this->storm("seed $seed, round $round");
        }
    }

    private function storm(string $where): void
    {
        $site = Fakes::site();
        $changedAt = [];
        $heardAt = [];
        $order = 0;
        $site->receiver = static function (array $message) use (&$heardAt, &$order, $site): int|\Throwable {
            $dice = mt_rand(1, 10);
            // An answer that is lost after the receiver took the event is the worst case for repeats.
            if ($dice <= 8) {
                $heardAt[$message['who']] = ++$order;
            }
            if (mt_rand(1, 5) === 1) {
                $site->database->before = static function (string $sql): void {
                    if (str_starts_with($sql, 'DELETE')) {
                        throw new \LogicException('killed');
                    }
                };
            }
            return match (true) {
                $dice <= 6 => 202,
                $dice === 7 => new \RuntimeException('timed out'),
                $dice === 8 => 500,
                $dice === 9 => 503,
                default => new \RuntimeException('refused'),
            };
        };
        for ($step = 0; $step < 60; $step += 1) {
            $who = 'u-' . mt_rand(1, 5);
            $changedAt[$who] = ++$order;
            $site->outbox->add('user.update', $who);
            $site->now += mt_rand(0, 40);
            try {
                $site->sender()->drain(5);
            } catch (\LogicException) {
                $site->isLeased = false;
            }
            $site->database->before = null;
        }
        $site->receiver = static function (array $message) use (&$heardAt, &$order): int {
            $heardAt[$message['who']] = ++$order;
            return 202;
        };
        $site->sender()->drain(5, true);
        foreach ($changedAt as $who => $at) {
            self::assertGreaterThan($at, $heardAt[$who] ?? 0, "$where: $who");
        }
        self::assertSame(0, $site->outbox->count()['waiting'], $where);
    }

    private function add(string ...$people): void
    {
        foreach ($people as $who) {
            $this->site->outbox->add('user.update', $who);
        }
    }
}
