<?php

declare(strict_types=1);

namespace Rollcall\Tests\drupal;

use PHPUnit\Framework\TestCase;
use Rollcall\Tests\support\Account;
use Rollcall\Tests\support\DrupalSite;

require_once __DIR__ . '/../../../adapters/drupal/module/rollcall/rollcall.module';

final class RecorderTest extends TestCase
{
    private const FIELDS = [
        'uid' => [['value' => '7']],
        'name' => [['value' => 'a']],
        'mail' => [['value' => 'a@example.test']],
        'status' => [['value' => '1']],
        'roles' => [['target_id' => 'editor'], ['target_id' => 'member']],
        'changed' => [['value' => '1']],
        'access' => [['value' => '1']],
        'pass' => [['value' => 'hash']],
        'field_phone' => [],
    ];

    private DrupalSite $site;

    protected function setUp(): void
    {
        $this->site = new DrupalSite();
    }

    public function testNotesWhatTheHooksTell(): void
    {
        rollcall_user_insert(new Account('u-1'));
        rollcall_user_update($this->changed(['name' => [['value' => 'b']]]));
        rollcall_user_delete(new Account('u-3'));
        rollcall_user_role_delete(new Account('r-1', id: 'editor'));
        self::assertSame(['user.insert u-1', 'user.update u-2', 'user.delete u-3', 'role.delete r-1'], $this->site->waiting());
        self::assertSame([], $this->site->requests, 'nothing is sent within the transaction');
    }

    public function testNotesNothingThatIsRolledBackWithTheAccount(): void
    {
        $this->site->connection->pdo->beginTransaction();
        rollcall_user_insert(new Account('u-1'));
        $this->site->connection->pdo->rollBack();
        $this->site->afterResponse()->send();
        self::assertSame([], $this->site->requests);
    }

    public function testSendsNothingWhileATransactionIsOpen(): void
    {
        $this->site->connection->pdo->beginTransaction();
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        self::assertSame([], $this->site->requests);
        $this->site->connection->pdo->commit();
        $this->site->afterResponse()->send();
        self::assertCount(1, $this->site->requests);
    }

    /** @dataProvider saves */
    public function testTellsAChangeFromASaveThatChangesNothing(array $change, bool $isChange): void
    {
        rollcall_user_update($this->changed($change));
        self::assertSame($isChange ? ['user.update u-2'] : [], $this->site->waiting());
    }

    /** @return array<string, array{array<string, mixed>, bool}> */
    public static function saves(): array
    {
        return [
            'nothing' => [[], false],
            'the date alone, as a form does' => [['changed' => [['value' => 2]]], false],
            'a visit' => [['access' => [['value' => '99']]], false],
            'a password, which never leaves the site' => [['pass' => [['value' => 'other', 'existing' => 'secret']]], false],
            'a number where a text was' => [['status' => [['value' => 1]], 'uid' => [['value' => 7]]], false],
            'true where a text was' => [['status' => [['value' => true]]], false],
            'an empty text where nothing was' => [['field_phone' => [['value' => '']]], false],
            'an empty list where nothing was' => [['field_phone' => [['value' => null]]], false],
            'roles in another order' => [['roles' => [['target_id' => 'member'], ['target_id' => 'editor']]], false],
            'the same role twice' => [['roles' => [['target_id' => 'member'], ['target_id' => 'editor'], ['target_id' => 'member']]], false],
            'a name' => [['name' => [['value' => 'A']]], true],
            'a block' => [['status' => [['value' => false]]], true],
            'a mail that is gone' => [['mail' => []], true],
            'a role that is gone' => [['roles' => [['target_id' => 'member']]], true],
            'a second phone' => [['field_phone' => [['value' => '1'], ['value' => '2']]], true],
            'a zero where nothing was' => [['field_phone' => [['value' => 0]]], true],
            'what cannot be compared' => [['field_phone' => [['value' => new \stdClass()]]], true],
        ];
    }

    public function testSeesAChangeInAnyLanguage(): void
    {
        $account = $this->changed([]);
        $account->fields['de'] = ['field_phone' => [['value' => '1']]];
        rollcall_user_update($account);
        self::assertSame(['user.update u-2'], $this->site->waiting());
    }

    public function testAsksTheMethodOfNewerDrupals(): void
    {
        $account = new class ('u-9', ['en' => self::FIELDS]) extends Account {
            public function getOriginal(): Account
            {
                return new Account('u-9', $this->fields);
            }
        };
        rollcall_user_update($account);
        self::assertSame([], $this->site->waiting());
    }

    public function testSendsWhenItCannotTellWhatWasBefore(): void
    {
        rollcall_user_update(new Account('u-1', ['en' => self::FIELDS]));
        self::assertSame(['user.update u-1'], $this->site->waiting());
    }

    public function testTellsOfSavesWithoutAChangeWhereItIsAskedTo(): void
    {
        $this->site->config['unchanged'] = true;
        rollcall_user_update($this->changed([]));
        self::assertSame(['user.update u-2'], $this->site->waiting());
    }

    /** @dataProvider choices */
    public function testSendsTheChosenEventsOnly(array $events, array $expected): void
    {
        $this->site->config['events'] = $events;
        rollcall_user_insert(new Account('new'));
        rollcall_user_update($this->changed(['name' => [['value' => 'b']]], 'name'));
        rollcall_user_update($this->changed(['roles' => []], 'roles'));
        rollcall_user_update($this->changed(['roles' => [], 'name' => [['value' => 'b']]], 'both'));
        rollcall_user_delete(new Account('gone'));
        rollcall_user_role_delete(new Account('role'));
        self::assertSame($expected, array_map(static fn (string $line): string => explode(' ', $line)[1], $this->site->waiting()));
    }

    /** @return list<array{list<string>, list<string>}> */
    public static function choices(): array
    {
        return [
            [['insert'], ['new']],
            [['update'], ['name', 'both']],
            [['roles'], ['roles', 'both']],
            [['delete'], ['gone']],
            [['role_delete'], ['role']],
            [[], []],
        ];
    }

    /** @dataProvider ways */
    public function testKnowsByWhichWayAChangeCame(string $expected, ?string $route, int $uid, bool $isAdminRoute = false): void
    {
        $this->site->route = $route;
        $this->site->uid = $uid;
        $this->site->isAdminRoute = $isAdminRoute;
        foreach (['admin', 'own', 'other'] as $origin) {
            $this->site->config['origins'] = [$origin];
            rollcall_user_insert(new Account($origin));
        }
        self::assertSame(["user.insert $expected"], $this->site->waiting());
    }

    /** @return array<string, array{string, string|null, int, 3?: bool}> The account's id is 7. */
    public static function ways(): array
    {
        return [
            'administrator edits' => ['admin', 'entity.user.edit_form', 1],
            'administrator creates' => ['admin', 'user.admin_create', 1, true],
            'administrator blocks many' => ['admin', 'view.user_admin_people.page_1', 1, true],
            'administrator cancels, in a batch' => ['admin', 'system.batch_page.json', 1],
            'own form' => ['own', 'entity.user.edit_form', 7],
            'visitor registers' => ['own', 'user.register', 0],
            'person cancels by mail' => ['own', 'user.cancel_confirm', 7],
            'JSON:API' => ['other', 'jsonapi.user--user.individual.patch', 3],
            'JSON:API, own account' => ['other', 'jsonapi.user--user.individual.patch', 7],
            'another module' => ['other', 'somebody.form', 7],
            'no route' => ['other', null, 0],
        ];
    }

    public function testTakesTheCommandLineForOther(): void
    {
        $this->site->route = 'user.admin_create';
        $this->site->isAdminRoute = true;
        self::assertSame('other', (new \Drupal\rollcall\Origin($this->site, $this->site, 'cli'))->of(7));
    }

    public function testNotesNothingWithoutAnAddress(): void
    {
        $this->site->config['address'] = '';
        rollcall_user_insert(new Account('u-1'));
        self::assertSame([], $this->site->waiting());
    }

    public function testNeverKeepsPeopleFromSavingAccounts(): void
    {
        $this->site->connection->pdo->exec('DROP TABLE rollcall_outbox');
        rollcall_user_insert(new Account('u-1'));
        self::assertStringStartsWith('Noting an event for Rollcall (user.insert): ', $this->site->log[0]);
        $this->site->afterResponse()->send();
        self::assertCount(1, $this->site->log);
    }

    /** @param array<string, mixed> $change */
    private function changed(array $change, string $uuid = 'u-2'): Account
    {
        $account = new Account($uuid, ['en' => $change + self::FIELDS]);
        $account->original = new Account($uuid, ['en' => self::FIELDS]);
        return $account;
    }
}
