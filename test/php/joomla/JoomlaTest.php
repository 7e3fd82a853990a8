<?php

declare(strict_types=1);

namespace Rollcall\Plugin\User\Rollcall\Extension {
    /** What would run when the program ends; PHP looks in the plugin's namespace first. */
    function register_shutdown_function(callable $callback): void
    {
        \Rollcall\Tests\joomla\JoomlaTest::$atEnd[] = $callback;
    }
}

namespace Rollcall\Tests\joomla {
    use Joomla\CMS\Application\CMSApplicationInterface;
    use Joomla\CMS\Event\Plugin\AjaxEvent;
    use Joomla\CMS\Factory;
    use Joomla\CMS\Http\HttpFactory;
    use Joomla\CMS\Http\Response;
    use Joomla\CMS\Log\Log;
    use Joomla\CMS\Plugin\PluginHelper;
    use Joomla\CMS\Session\Session;
    use Joomla\CMS\User\User;
    use Joomla\Component\Scheduler\Administrator\Event\ExecuteTaskEvent;
    use Joomla\Component\Scheduler\Administrator\Task\Status;
    use Joomla\Database\DatabaseInterface;
    use Joomla\DI\Container;
    use Joomla\Event\DispatcherInterface;
    use Joomla\Event\Event;
    use PHPUnit\Framework\TestCase;
    use Rollcall\Plugin\Task\Rollcall\Extension\Rollcall as TaskPlugin;
    use Rollcall\Plugin\User\Rollcall\Core\Signature;
    use Rollcall\Plugin\User\Rollcall\Extension\Rollcall;
    use Rollcall\Plugin\User\Rollcall\Field\FreshsecretField;
    use Rollcall\Plugin\User\Rollcall\Field\StateField;
    use Rollcall\Plugin\User\Rollcall\Fingerprint;
    use Rollcall\Plugin\User\Rollcall\SiteDatabase;
    use Rollcall\Plugin\User\Rollcall\SqlMemory;
    use Rollcall\Plugin\User\Rollcall\SystemClock;
    use Rollcall\Tests\support\Fakes;
    use Rollcall\Tests\support\JoomlaDatabase;

    final class JoomlaTest extends TestCase
    {
        private const ADDRESS = 'https://rollcall.example.test/hooks/staff/webhook';
        private const PARAMS  = [
            'address' => self::ADDRESS,
            'secret' => Fakes::SECRET,
            // As Joomla's installer writes the defaults of the manifest.
            'origins' => 'administrator,site,other',
            'events' => 'insert,update,delete,group',
        ];
        /** As Joomla hands it over, passwords in clear text included. */
        private const USER = [
            'id' => 42, 'name' => 'Person', 'username' => 'person', 'email' => 'person@example.test', 'block' => '0', 'groups' => ['2', '8'],
            'password' => 'HASH-OF-IT', 'password_clear' => 'CLEAR-TEXT', 'password2' => 'CLEAR-TEXT', 'params' => '{}', 'requireReset' => '0',
            'lastvisitDate' => '2026-01-01',
        ];

        /** @var list<callable> */
        public static array $atEnd = [];

        private JoomlaDatabase $database;

        protected function setUp(): void
        {
            $this->database       = JoomlaDatabase::open();
            self::$atEnd          = [];
            HttpFactory::$requests = [];
            HttpFactory::$answer  = static fn (): Response => new Response(202);
            Log::$lines           = [];
            PluginHelper::$plugins = ['user/rollcall' => (object) ['params' => json_encode(self::PARAMS)]];
            Session::$isTokenRight = true;
        }

        public function testTellsWhatHappensToAccountsAndGroups(): void
        {
            $plugin = $this->plugin();
            $plugin->afterSave($this->saved(['id' => 1], true));
            $plugin->afterSave($this->saved(['id' => 2], false));
            $plugin->afterDelete(new Event('onUserAfterDelete', ['subject' => ['id' => 3] + self::USER, 'deletingResult' => true]));
            $plugin->afterSaveGroup(new Event('onUserAfterSaveGroup', ['context' => 'com_users.group', 'subject' => (object) ['id' => 4], 'isNew' => false]));
            $plugin->afterDeleteGroup(new Event('onUserAfterDeleteGroup', ['data' => ['id' => 5], 'deletingResult' => true]));
            self::assertSame(
                ['user.insert 1', 'user.update 2', 'user.delete 3', 'user-group.update 4', 'user-group.delete 5'],
                $this->waiting()
            );
        }

        public function testEverySubscribedEventHasItsMethod(): void
        {
            self::assertNotSame([], Rollcall::getSubscribedEvents());
            foreach (Rollcall::getSubscribedEvents() as $method) {
                self::assertTrue((new \ReflectionMethod(Rollcall::class, $method))->isPublic(), $method);
            }
        }

        public function testSaysNothingOfWhatDidNotHappen(): void
        {
            $plugin = $this->plugin();
            $plugin->afterSave(new Event('onUserAfterSave', ['subject' => self::USER, 'isNew' => true, 'savingResult' => false]));
            $plugin->afterDelete(new Event('onUserAfterDelete', ['subject' => self::USER, 'deletingResult' => false]));
            $plugin->afterSaveGroup(new Event('onUserAfterSaveGroup', ['context' => 'com_users.level', 'subject' => (object) ['id' => 4], 'isNew' => false]));
            $plugin->afterSaveGroup(new Event('onUserAfterSaveGroup', ['context' => 'com_users.group', 'subject' => (object) ['id' => 4], 'isNew' => true]));
            self::assertSame([], $this->waiting());
            self::assertSame([], self::$atEnd);
        }

        /** @dataProvider saves */
        public function testTellsAChangeFromASaveThatChangesNothing(array $change, bool $isChange): void
        {
            $plugin = $this->plugin();
            $plugin->beforeSave(new Event('onUserBeforeSave', ['subject' => self::USER, 'isNew' => false, 'data' => $change + self::USER]));
            $plugin->afterSave($this->saved($change, false));
            self::assertSame($isChange ? ['user.update 42'] : [], $this->waiting());
        }

        /** @return array<string, array{array<string, mixed>, bool}> */
        public static function saves(): array
        {
            return [
                'nothing' => [[], false],
                'numbers where texts were' => [['block' => 0, 'requireReset' => 0], false],
                'groups as a map in another order' => [['groups' => ['Registered' => 8, 'Author' => 2]], false],
                'a password' => [['password' => 'OTHER', 'password_clear' => 'OTHER', 'password2' => 'OTHER'], false],
                'a visit' => [['lastvisitDate' => '2027-01-01'], false],
                'an empty list of fields' => [['com_fields' => []], false],
                'a name' => [['name' => 'Other'], true],
                'a block' => [['block' => 1], true],
                'a group that is gone' => [['groups' => ['2']], true],
                'parameters' => [['params' => '{"language":"de-DE"}'], true],
                'fields, which cannot be compared' => [['com_fields' => ['department' => 'sales']], true],
            ];
        }

        public function testTellsOfASaveWhoseBeforeItDidNotSee(): void
        {
            $this->plugin()->afterSave($this->saved([], false));
            self::assertSame(['user.update 42'], $this->waiting());
        }

        public function testNothingAboutAPersonButTheIdIsStoredLoggedOrSent(): void
        {
            $plugin = $this->plugin();
            $plugin->beforeSave(new Event('onUserBeforeSave', ['subject' => self::USER, 'isNew' => false, 'data' => self::USER]));
            self::assertStringNotContainsString('CLEAR-TEXT', print_r($plugin, true), 'not even in memory');
            self::assertStringNotContainsString('HASH-OF-IT', print_r($plugin, true));
            $plugin->afterSave($this->saved(['name' => 'PERSONAL', 'email' => 'PERSONAL'], false));
            $stored = $this->database->pdo->query('SELECT * FROM jos_rollcall_outbox')->fetchAll(\PDO::FETCH_ASSOC);
            HttpFactory::$answer = static fn (): Response => new Response(500);
            (self::$atEnd[0])();
            $all = print_r([$stored, HttpFactory::$requests, Log::$lines, $this->database->pdo->query('SELECT * FROM jos_rollcall_memory')->fetchAll()], true);
            foreach (['PERSONAL', 'person', 'CLEAR-TEXT', 'HASH-OF-IT', Fakes::SECRET] as $personal) {
                self::assertStringNotContainsString($personal, $all);
            }
            self::assertMatchesRegularExpression('/^\{"type":"user\.update","timestamp":"[^"]+","data":\{"id":"42"\}\}$/', HttpFactory::$requests[0]['body']);
        }

        public function testSendsOnceWhenTheProgramEndsAndFollowsNoRedirect(): void
        {
            $plugin = $this->plugin();
            $plugin->afterSave($this->saved(['id' => 1], true));
            $plugin->afterSave($this->saved(['id' => 2], true));
            self::assertSame([], HttpFactory::$requests, 'not while Joomla saves');
            self::assertCount(1, self::$atEnd);
            (self::$atEnd[0])();
            self::assertCount(2, HttpFactory::$requests);
            $request = HttpFactory::$requests[0];
            self::assertSame([self::ADDRESS, 2, false], [$request['url'], $request['timeout'], $request['options']['follow_location']]);
            $expected = (new Signature([Fakes::SECRET]))->headers($request['headers']['webhook-id'], (int) $request['headers']['webhook-timestamp'], $request['body']);
            self::assertSame($expected, $request['headers']);
            self::assertSame([], $this->waiting());
        }

        public function testNeverMakesASaveFail(): void
        {
            $this->database->pdo->exec('DROP TABLE jos_rollcall_outbox');
            $this->plugin()->afterSave($this->saved([], true));
            self::assertStringStartsWith('rollcall: Noting an event for Rollcall (user.insert): ', Log::$lines[0]);
        }

        /** @dataProvider clients */
        public function testTellsOfTheChosenOriginsOnly(string $client, string $origin): void
        {
            foreach (['administrator', 'site', 'other'] as $at => $chosen) {
                $this->plugin(['origins' => [$chosen]] + self::PARAMS, $client)->afterSave($this->saved(['id' => $at + 1], true));
            }
            self::assertSame(['user.insert ' . (array_search($origin, ['administrator', 'site', 'other'], true) + 1)], $this->waiting());
        }

        /** @return list<array{string, string}> */
        public static function clients(): array
        {
            return [['administrator', 'administrator'], ['site', 'site'], ['api', 'other'], ['cli', 'other']];
        }

        public function testTellsOfTheChosenEventsOnly(): void
        {
            $plugin = $this->plugin(['events' => ['delete']] + self::PARAMS);
            $plugin->afterSave($this->saved([], true));
            $plugin->afterDelete(new Event('onUserAfterDelete', ['subject' => self::USER, 'deletingResult' => true]));
            self::assertSame(['user.delete 42'], $this->waiting());
        }

        public function testTellsNothingWhereNoBoxIsTicked(): void
        {
            foreach (['events', 'origins'] as $boxes) {
                $this->plugin(array_diff_key(self::PARAMS, [$boxes => true]))->afterSave($this->saved([], true));
            }
            self::assertSame([], $this->waiting());
        }

        public function testNotesNothingWithoutAnAddress(): void
        {
            $this->plugin(['address' => ''] + self::PARAMS)->afterSave($this->saved([], true));
            self::assertSame([], $this->waiting());
        }

        public function testTheTaskSendsAgainWhatFailed(): void
        {
            HttpFactory::$answer = static fn (): Response => throw new \RuntimeException('timed out');
            $this->plugin()->afterSave($this->saved([], true));
            (self::$atEnd[0])();
            self::assertSame(['user.insert 42'], $this->waiting());
            HttpFactory::$answer = static fn (): Response => new Response(202);
            $this->database->pdo->exec("UPDATE jos_rollcall_memory SET facts = '{}' WHERE name = 'delivery'");
            self::assertSame(Status::OK, $this->task());
            self::assertSame([], $this->waiting());
            self::assertSame(HttpFactory::$requests[0]['headers']['webhook-id'], HttpFactory::$requests[1]['headers']['webhook-id']);
        }

        public function testTheTaskFindsWhatRaisesNoEvent(): void
        {
            $pdo = $this->database->pdo;
            $pdo->exec("INSERT INTO jos_users VALUES (1, 'A', 'a', 'a@x', 0), (2, 'B', 'b', 'b@x', 0), (3, 'C', 'c', 'c@x', 0), (4, 'D', 'd', 'd@x', 0)");
            $pdo->exec('INSERT INTO jos_user_usergroup_map VALUES (1, 2), (1, 8), (2, 2), (3, 2)');
            $pdo->exec("INSERT INTO jos_fields VALUES (7, 'com_users.user'), (8, 'com_content.article')");
            $pdo->exec("INSERT INTO jos_fields_values VALUES (7, '3', 'sales'), (8, '4', 'an article')");
            $this->task();
            self::assertSame([], HttpFactory::$requests, 'the first look only learns');
            // A batch change of groups, a group that was deleted, SQL by hand, an article with the number of an account.
            $pdo->exec('INSERT INTO jos_user_usergroup_map VALUES (2, 8)');
            $pdo->exec('DELETE FROM jos_user_usergroup_map WHERE user_id = 1 AND group_id = 8');
            $pdo->exec("UPDATE jos_fields_values SET value = 'it' WHERE field_id = 7");
            $pdo->exec("UPDATE jos_fields_values SET value = 'another' WHERE field_id = 8");
            $pdo->exec("INSERT INTO jos_users VALUES (5, 'E', 'e', 'e@x', 0)");
            $this->task();
            self::assertSame([], HttpFactory::$requests, 'an hour has not passed');
            $this->anHourLater();
            $this->task();
            self::assertSame(['user.update 1', 'user.update 2', 'user.update 3', 'user.insert 5'], $this->sent());
            $pdo->exec('DELETE FROM jos_users WHERE id = 5');
            $this->anHourLater();
            $this->task();
            self::assertSame('user.delete 5', $this->sent()[4]);
            $this->anHourLater();
            $this->task();
            self::assertCount(5, $this->sent(), 'nothing changed since');
            $seen = print_r($pdo->query('SELECT * FROM jos_rollcall_seen')->fetchAll(\PDO::FETCH_ASSOC), true);
            self::assertDoesNotMatchRegularExpression('/sales|@x/', $seen);
        }

        public function testTheFingerprintReadsPageByPage(): void
        {
            $pdo = $this->database->pdo;
            $add = $pdo->prepare('INSERT INTO jos_users VALUES (?, ?, ?, ?, 0)');
            foreach (range(1, 1_200) as $id) {
                $add->execute([$id * 3, "N$id", "u$id", "u$id@x"]);
            }
            $print = $this->fingerprint();
            self::assertSame(0, $print->look(true));
            $pdo->exec('UPDATE jos_users SET block = 1 WHERE id IN (3, 1500, 1503, 3600)');
            self::assertSame(4, $print->look(false));
            self::assertSame(0, $print->look(false));
        }

        public function testAFirstLookThatWasBrokenOffMakesNoStorm(): void
        {
            $pdo = $this->database->pdo;
            $pdo->exec("INSERT INTO jos_users VALUES (1, 'A', 'a', 'a@x', 0), (2, 'B', 'b', 'b@x', 0)");
            $pdo->exec("INSERT INTO jos_rollcall_seen VALUES (1, 'half done')");
            $this->task();
            self::assertSame([], HttpFactory::$requests);
        }

        public function testTheTaskDoesNothingWhileThePluginIsDisabled(): void
        {
            PluginHelper::$plugins = [];
            self::assertSame(Status::OK, $this->task());
            self::assertSame([], HttpFactory::$requests);
        }

        public function testOfTwoProcessesOneHasTheLease(): void
        {
            $tables = new SiteDatabase($this->database);
            [$one, $two] = [new SqlMemory($tables, new SystemClock()), new SqlMemory($tables, new SystemClock())];
            self::assertTrue($one->acquire(60));
            self::assertFalse($two->acquire(60));
            $two->release();
            self::assertFalse($two->acquire(60), 'only its holder gives it back');
            $one->release();
            self::assertTrue($two->acquire(60));
            $this->database->pdo->exec("UPDATE jos_rollcall_memory SET expires_at = 1 WHERE name = 'lease'");
            self::assertTrue($one->acquire(60), 'a killed process blocks nobody for long');
        }

        public function testTheTestEventIsForAdministratorsOnly(): void
        {
            $event = new AjaxEvent('onAjaxRollcall');
            $this->plugin(client: 'administrator', isSuper: true)->test($event);
            self::assertSame(['202: accepted'], $event->results);
            foreach ([['site', true, true], ['administrator', false, true], ['administrator', true, false]] as [$client, $isSuper, $isTokenRight]) {
                Session::$isTokenRight = $isTokenRight;
                try {
                    $this->plugin(client: $client, isSuper: $isSuper)->test($event);
                    self::fail('it was sent');
                } catch (\RuntimeException $exception) {
                    self::assertSame(403, $exception->getCode());
                }
            }
            self::assertCount(1, HttpFactory::$requests);
        }

        public function testTheSettingsPageSaysHowItGoesAndShowsNoSecretThatIsSet(): void
        {
            Factory::$container = (new Container())->set(DatabaseInterface::class, $this->database);
            HttpFactory::$answer = static fn (): Response => new Response(400);
            $this->plugin()->afterSave($this->saved([], true));
            (self::$atEnd[0])();
            $html = (new StateField())->input();
            self::assertStringContainsString('PLG_USER_ROLLCALL_STATE_WAITING 0', $html);
            self::assertStringContainsString('PLG_USER_ROLLCALL_STATE_DEAD user.insert', $html);
            self::assertStringContainsString('f00dfeed=1', $html);
            self::assertStringNotContainsString(Fakes::SECRET, $html);
            PluginHelper::$plugins = [];
            self::assertStringContainsString('NOT_SET_UP', (new StateField())->input());
            $one = strip_tags((new FreshsecretField())->input());
            self::assertTrue(Signature::isSecret($one));
            self::assertNotSame($one, strip_tags((new FreshsecretField())->input()));
        }

        public function testTheProvidersMakeThePlugins(): void
        {
            Factory::$application = $this->application('site', false);
            foreach (['user' => Rollcall::class, 'task' => TaskPlugin::class] as $group => $class) {
                $container = (new Container())
                    ->set(DispatcherInterface::class, new class () implements DispatcherInterface {
                    })
                    ->set(DatabaseInterface::class, $this->database);
                (require __DIR__ . "/../../../adapters/joomla/extension/plg_{$group}_rollcall/services/provider.php")->register($container);
                self::assertInstanceOf($class, $container->get(\Joomla\CMS\Extension\PluginInterface::class));
            }
        }

        /** @param array<string, mixed> $params */
        private function plugin(array $params = self::PARAMS, string $client = 'administrator', bool $isSuper = false): Rollcall
        {
            $plugin = new Rollcall(new class () implements DispatcherInterface {
            }, ['params' => $params]);
            $plugin->setApplication($this->application($client, $isSuper));
            $plugin->setDatabase($this->database);

            return $plugin;
        }

        private function task(): int
        {
            $task = new TaskPlugin(new class () implements DispatcherInterface {
            });
            $task->setApplication($this->application('cli', false));
            $task->setDatabase($this->database);

            return $task->standardRoutineHandler(new ExecuteTaskEvent('onExecuteTask', ['routineId' => 'rollcall.send', 'params' => (object) ['hours' => 1]]));
        }

        private function fingerprint(): Fingerprint
        {
            $tables = new SiteDatabase($this->database);

            return new Fingerprint($tables, new \Rollcall\Plugin\User\Rollcall\Core\Outbox($tables, new SystemClock()), 'key of the site');
        }

        private function anHourLater(): void
        {
            $this->database->pdo->exec("UPDATE jos_rollcall_memory SET facts = '{\"at\":1}' WHERE name = 'fingerprint'");
        }

        private function application(string $client, bool $isSuper): CMSApplicationInterface
        {
            return new class ($client, $isSuper) implements CMSApplicationInterface {
                public function __construct(private readonly string $client, private readonly bool $isSuper)
                {
                }

                public function isClient(string $identifier): bool
                {
                    return $identifier === $this->client;
                }

                public function getIdentity(): User
                {
                    return new User($this->isSuper);
                }

                public function get(string $name, mixed $default = null): mixed
                {
                    return $name === 'secret' ? 'key of the site' : $default;
                }
            };
        }

        /** @param array<string, mixed> $change */
        private function saved(array $change, bool $isNew): Event
        {
            return new Event('onUserAfterSave', ['subject' => $change + self::USER, 'isNew' => $isNew, 'savingResult' => true, 'errorMessage' => '']);
        }

        /** @return list<string> */
        private function waiting(): array
        {
            return $this->database->pdo->query("SELECT type || ' ' || subject FROM jos_rollcall_outbox ORDER BY id")->fetchAll(\PDO::FETCH_COLUMN);
        }

        /** @return list<string> */
        private function sent(): array
        {
            return array_map(static function (array $request): string {
                $body = json_decode($request['body'], true);

                return "{$body['type']} {$body['data']['id']}";
            }, HttpFactory::$requests);
        }
    }
}
