<?php

declare(strict_types=1);

namespace Rollcall\Tests\core;

use PHPUnit\Framework\TestCase;
use Rollcall\Tests\support\Fakes;

final class OutboxTest extends TestCase
{
    private const DAY = 86400;

    private Fakes $site;

    protected function setUp(): void
    {
        $this->site = Fakes::site();
    }

    public function testKeepsAnEventExactlyWhenItsTransactionIsKept(): void
    {
        $pdo = $this->site->database->pdo;
        $pdo->beginTransaction();
        $this->site->outbox->add('user.update', 'u-1');
        $pdo->rollBack();
        self::assertNull($this->site->outbox->next());
        $pdo->beginTransaction();
        $this->site->outbox->add('user.update', 'u-1');
        $pdo->commit();
        self::assertSame('u-1', $this->site->outbox->next()?->subject);
    }

    public function testMakesOneMessageOfAllThatWaitsAboutAPerson(): void
    {
        foreach (['u-1', 'u-2', 'u-1', 'u-1'] as $who) {
            $this->site->outbox->add('user.update', $who);
            $this->site->now += 1;
        }
        $message = $this->site->outbox->next();
        self::assertSame([1, 3, 4], $message?->rows);
        self::assertSame(1_800_000_003, $message->occurredAt);
    }

    /** @dataProvider clusters */
    public function testSaysWhatSeveralEventsComeTo(array $types, string $expected): void
    {
        foreach ($types as $type) {
            $this->site->outbox->add($type, 'u-1');
        }
        self::assertSame($expected, $this->site->outbox->next()?->type);
    }

    /** @return list<array{list<string>, string}> */
    public static function clusters(): array
    {
        return [
            [['user.insert'], 'user.insert'],
            [['user.insert', 'user.update', 'user.update'], 'user.insert'],
            [['user.update', 'user.update'], 'user.update'],
            [['user.insert', 'user.update', 'user.delete'], 'user.delete'],
            [['user.delete', 'user.insert'], 'user.insert'],
            [['user.delete', 'user.update'], 'user.update'],
        ];
    }

    public function testKeepsAPersonAndAGroupOfTheSameNumberApart(): void
    {
        $this->site->outbox->add('user.update', '5');
        $this->site->outbox->add('user-group.delete', '5');
        self::assertSame(['user.update 5', 'user-group.delete 5'], $this->drained());
    }

    public function testLosesNothingThatCommitsLateWithASmallerId(): void
    {
        // Ids are given before a transaction commits: 1 may appear after 2 was read, and even after 2 was sent.
        $this->site->outbox->add('user.update', 'u-1');
        $this->site->outbox->add('user.update', 'u-1');
        $pdo = $this->site->database->pdo;
        $late = $pdo->query('SELECT * FROM rollcall_outbox WHERE id = 1')->fetch(\PDO::FETCH_ASSOC);
        $pdo->exec('DELETE FROM rollcall_outbox WHERE id = 1');
        $message = $this->site->outbox->next();
        $this->site->database->insert('rollcall_outbox', $late);
        $this->site->outbox->settle($message);
        self::assertSame([1], $this->site->outbox->next()?->rows);
    }

    public function testMakesTheSameMessageOfTheSameRowsAndAnotherOfMore(): void
    {
        $this->site->outbox->add('user.update', 'u-1');
        $first = $this->site->outbox->next();
        $this->site->outbox->postpone($first, 'no answer');
        $again = $this->site->outbox->next();
        self::assertSame([$first->id, $first->body('uuid')], [$again?->id, $again?->body('uuid')]);
        $this->site->outbox->add('user.update', 'u-1');
        self::assertNotSame($first->id, $this->site->outbox->next()?->id);
    }

    public function testTriesWhatFailedAfterWhatWasNeverTried(): void
    {
        $this->site->outbox->add('user.update', 'u-1');
        $this->site->outbox->add('user.update', 'u-2');
        $this->site->outbox->postpone($this->site->outbox->next(), '500');
        self::assertSame(['user.update u-2', 'user.update u-1'], $this->drained());
    }

    public function testGivesUpAfterAWeekSaysSoAndCanTryAgain(): void
    {
        $this->site->outbox->add('user.update', 'u-1');
        $this->site->now += 7 * self::DAY - 1;
        $this->site->outbox->tidy();
        self::assertSame(['waiting' => 1, 'dead' => 0, 'oldest' => 1_800_000_000], $this->site->outbox->count());
        $this->site->now += 1;
        $this->site->outbox->tidy();
        self::assertSame(['waiting' => 0, 'dead' => 1, 'oldest' => null], $this->site->outbox->count());
        self::assertSame('could not be sent for 7 days', $this->site->outbox->dead(5)[0]['note']);
        self::assertSame(1, $this->site->outbox->revive());
        $this->site->outbox->tidy();
        self::assertSame(['user.update u-1'], $this->drained());
    }

    public function testForgetsAfterAMonthWhatWasGivenUp(): void
    {
        $this->site->outbox->add('user.update', 'u-1');
        $this->site->outbox->bury($this->site->outbox->next(), '400: it is malformed');
        $this->site->now += 30 * self::DAY - 1;
        $this->site->outbox->tidy();
        self::assertSame(1, $this->site->outbox->count()['dead']);
        $this->site->now += 1;
        $this->site->outbox->tidy();
        self::assertSame(0, $this->site->outbox->count()['dead']);
    }

    public function testHoldsNothingAboutAPersonButTheId(): void
    {
        $this->site->outbox->add('user.update', 'u-1');
        $message = $this->site->outbox->next();
        self::assertSame('{"type":"user.update","timestamp":"2027-01-15T08:00:00Z","data":{"uuid":"u-1"}}', $message?->body('uuid'));
        self::assertSame('{"type":"user.update","timestamp":"2027-01-15T08:00:00Z","data":{"id":"u-1"}}', $message->body('id'));
    }

    private function drained(): array
    {
        $drained = [];
        while (($message = $this->site->outbox->next()) !== null) {
            $drained[] = "$message->type $message->subject";
            $this->site->outbox->settle($message);
        }
        return $drained;
    }
}
