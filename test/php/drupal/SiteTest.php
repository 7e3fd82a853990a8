<?php

declare(strict_types=1);

namespace Rollcall\Tests\drupal;

use Drupal\Core\Form\FormStateInterface;
use Drupal\Core\Site\Settings;
use Drupal\rollcall\Core\Signature;
use Drupal\rollcall\Drush\Commands\RollcallCommands;
use Drupal\rollcall\EventSubscriber\AfterResponse;
use Drupal\rollcall\Form\SettingsForm;
use PHPUnit\Framework\TestCase;
use Rollcall\Tests\support\Account;
use Rollcall\Tests\support\DrupalSite;
use Rollcall\Tests\support\Fakes;
use Symfony\Component\Console\Output\OutputInterface;

require_once __DIR__ . '/../../../adapters/drupal/module/rollcall/rollcall.module';
require_once __DIR__ . '/../../../adapters/drupal/module/rollcall/rollcall.install';

final class SiteTest extends TestCase
{
    private DrupalSite $site;

    protected function setUp(): void
    {
        $this->site = new DrupalSite();
        Settings::$values = [];
    }

    public function testSendsAfterTheResponseToTheAddressAloneAndWithoutRedirects(): void
    {
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        [$line, $options] = $this->site->requests[0];
        self::assertSame('POST ' . DrupalSite::ADDRESS, $line);
        self::assertSame([false, false, 2, 2], [$options['allow_redirects'], $options['http_errors'], $options['timeout'], $options['connect_timeout']]);
        self::assertSame('{"type":"user.insert","timestamp":"2027-01-15T08:00:00Z","data":{"uuid":"u-1"}}', $options['body']);
        $expected = (new Signature([Fakes::SECRET]))->headers($options['headers']['webhook-id'], 1_800_000_000, $options['body']);
        self::assertSame($expected['webhook-signature'], $options['headers']['webhook-signature']);
        self::assertSame([], $this->site->waiting());
    }

    public function testNothingAboutAPersonButTheUuidIsStoredLoggedOrSent(): void
    {
        $fields = array_fill_keys(['name', 'mail', 'pass', 'init', 'field_phone', 'roles'], [['value' => 'PERSONAL', 'target_id' => 'PERSONAL']]);
        $account = new Account('u-1', ['en' => $fields], 4242);
        rollcall_user_insert($account);
        rollcall_user_update($account);
        $stored = serialize($this->site->connection->query('SELECT * FROM {rollcall_outbox}')->fetchAll());
        $this->site->answers = [500];
        $this->site->afterResponse()->send();
        $this->site->restart();
        $this->site->now += 15;
        $this->site->answers = [400];
        rollcall_cron();
        $all = $stored . serialize([$this->site->requests, $this->site->state, $this->site->log, array_map('strval', \Drupal::service('rollcall.status')->describe()['details'])]);
        self::assertStringContainsString('u-1', $all);
        foreach (['PERSONAL', '4242'] as $personal) {
            self::assertStringNotContainsString($personal, $all);
        }
    }

    public function testListensForTheEndOfTheResponseBeforeServicesAreShutDown(): void
    {
        self::assertSame(['kernel.terminate' => ['send', 200]], AfterResponse::getSubscribedEvents());
    }

    public function testARequestThatNotedNothingSendsNothing(): void
    {
        rollcall_user_insert(new Account('u-1'));
        $this->site->restart();
        $this->site->afterResponse()->send();
        self::assertSame([], $this->site->requests);
    }

    public function testTheCommandLineSendsWhenTheProgramEnds(): void
    {
        rollcall_user_insert(new Account('u-1'));
        rollcall_user_insert(new Account('u-2'));
        self::assertCount(1, \Drupal::$shutdown, 'registered once in a process, whatever happens in it');
        self::assertSame([], $this->site->requests);
        (\Drupal::$shutdown[0])();
        self::assertCount(2, $this->site->requests);
    }

    public function testCronSendsWhatFailedBefore(): void
    {
        $this->site->answers = [new \RuntimeException('refused')];
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        self::assertSame(['user.insert u-1'], $this->site->waiting());
        $this->site->restart();
        $this->site->now += 15;
        rollcall_cron();
        self::assertSame([], $this->site->waiting());
        self::assertSame($this->site->requests[0][1]['headers']['webhook-id'], $this->site->requests[1][1]['headers']['webhook-id']);
    }

    public function testHeedsHowLongTheReceiverAsksToWait(): void
    {
        $this->site->answers = [429];
        $this->site->retryAfter = '600';
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        self::assertSame(1_800_000_600, \Drupal::service('rollcall.sender')->status()['pausedUntil']);
    }

    public function testTheStatusReportSaysHowItGoes(): void
    {
        self::assertSame([REQUIREMENT_OK, 'Events are sent'], $this->report());
        $this->site->answers = [500];
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        self::assertSame([REQUIREMENT_WARNING, 'The receiver does not take events at the moment'], $this->report());
        $this->site->now += 15;
        $this->site->answers = [400];
        rollcall_cron();
        self::assertSame([REQUIREMENT_ERROR, 'An event was given up'], $this->report());
        $this->site->config['address'] = '';
        self::assertSame([REQUIREMENT_WARNING, 'Not set up: no events are sent'], $this->report());
        self::assertSame([], rollcall_requirements('install'));
    }

    public function testTheStatusReportNoticesThatCronDoesNotRun(): void
    {
        rollcall_user_insert(new Account('u-1'));
        $this->site->now += 3601;
        self::assertSame([REQUIREMENT_WARNING, 'Events wait for more than an hour; does cron run?'], $this->report());
    }

    public function testUninstallingLeavesNothingBehind(): void
    {
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        self::assertArrayHasKey('rollcall.delivery', $this->site->state);
        rollcall_uninstall();
        self::assertSame([], $this->site->state);
        self::assertSame(['rollcall_outbox'], array_keys(rollcall_schema()));
    }

    public function testTheTableHasTheColumnsThatTheOutboxWrites(): void
    {
        $columns = array_keys(rollcall_schema()['rollcall_outbox']['fields']);
        rollcall_user_insert(new Account('u-1'));
        $row = $this->site->connection->query('SELECT * FROM {rollcall_outbox}', [], ['fetch' => \PDO::FETCH_ASSOC])->fetchAll()[0];
        self::assertSame(array_keys($row), $columns);
        foreach ($row as $column => $value) {
            $longest = rollcall_schema()['rollcall_outbox']['fields'][$column]['length'] ?? null;
            self::assertTrue($longest === null || strlen((string) $value) <= $longest, $column);
        }
    }

    public function testTheFormNeverShowsASecretThatIsSet(): void
    {
        $form = $this->form()->buildForm([], $this->values([]));
        self::assertStringNotContainsString(Fakes::SECRET, serialize(json_decode((string) json_encode($form), true)));
        self::assertArrayNotHasKey('#default_value', $form['signature']['secret']);
    }

    public function testTheFormKeepsSettingsAndTheOldSecret(): void
    {
        $new = Signature::newSecret();
        $form = [];
        $values = $this->values([
            'address' => ' https://other.example.test/hooks/staff/webhook ',
            'secret' => $new,
            'origins' => ['admin' => 'admin', 'own' => 0, 'other' => 'other'],
            'events' => ['insert' => 'insert', 'update' => 0],
            'unchanged' => 1,
            'timeout' => '3',
        ]);
        $this->form()->validateForm($form, $values);
        self::assertSame([], $values->errors);
        $this->form()->submitForm($form, $values);
        self::assertSame(
            ['address' => 'https://other.example.test/hooks/staff/webhook', 'origins' => ['admin', 'other'], 'events' => ['insert'], 'unchanged' => true, 'timeout' => 3],
            $this->site->config->getArrayCopy(),
        );
        self::assertSame(['current' => $new, 'previous' => Fakes::SECRET], $this->site->state['rollcall.secrets']);
        $this->form()->forgetOldSecret($form, $values);
        self::assertSame(['current' => $new, 'previous' => ''], $this->site->state['rollcall.secrets']);
    }

    public function testTheFormKeepsTheSecretWhenTheFieldIsEmpty(): void
    {
        $form = [];
        $this->form()->submitForm($form, $this->values(['address' => DrupalSite::ADDRESS, 'secret' => '', 'origins' => [], 'events' => [], 'timeout' => 2]));
        self::assertSame(['current' => Fakes::SECRET, 'previous' => ''], $this->site->state['rollcall.secrets']);
    }

    /** @dataProvider wrongInput */
    public function testTheFormRefusesWrongInput(string $field, string $value): void
    {
        $form = [];
        $values = $this->values([$field => $value]);
        $this->form()->validateForm($form, $values);
        self::assertSame([$field], array_keys($values->errors));
    }

    /** @return list<array{string, string}> */
    public static function wrongInput(): array
    {
        return [
            ['address', 'rollcall.example.test'],
            ['address', 'ftp://rollcall.example.test/'],
            ['address', 'javascript:alert(1)'],
            ['address', 'https://user:password@rollcall.example.test/'],
            ['secret', 'whsec_short'],
            ['secret', 'password'],
        ];
    }

    public function testTheFormSaysWhatATestEventCameTo(): void
    {
        $form = [];
        $this->site->answers = [202, 404];
        $this->form()->sendTest($form, $this->values([]));
        $this->form()->sendTest($form, $this->values([]));
        self::assertSame('status: The receiver took the test event (202: accepted).', $this->site->messages[0]);
        self::assertStringStartsWith('error: The test event was not taken: 404: Rollcall knows no such webhook', $this->site->messages[1]);
    }

    public function testTheFormOffersToTryAgainWhatWasGivenUp(): void
    {
        $this->site->answers = [400];
        rollcall_user_insert(new Account('u-1'));
        $this->site->afterResponse()->send();
        $form = $this->form()->buildForm([], $this->values([]));
        self::assertArrayHasKey('revive', $form['state']);
        $this->form()->revive($form, $this->values([]));
        self::assertSame([], $this->site->waiting());
        self::assertArrayNotHasKey('revive', $this->form()->buildForm([], $this->values([]))['state']);
    }

    public function testASecretInSettingsPhpGoesFirst(): void
    {
        $inFile = Signature::newSecret();
        Settings::$values = ['rollcall_secret' => $inFile];
        self::assertSame([$inFile], \Drupal::service('rollcall.settings')->secrets()->all());
        self::assertArrayNotHasKey('secret', $this->form()->buildForm([], $this->values([]))['signature']);
    }

    public function testDrushSendsTestsAndTells(): void
    {
        $commands = RollcallCommands::create($this->site);
        $output = new class () implements OutputInterface {
            /** @var list<string> */
            public array $lines = [];

            public function writeln(string|iterable $messages): void
            {
                $this->lines[] = is_string($messages) ? $messages : implode("\n", [...$messages]);
            }
        };
        $commands->stubOutput = $output;
        $this->site->answers = [500, 202, 401];
        rollcall_user_insert(new Account('u-1'));
        self::assertSame(1, $commands->send());
        self::assertSame(1, $commands->status());
        self::assertSame(0, $commands->send(), 'it does not wait for the pause to end');
        self::assertSame(0, $commands->status());
        self::assertSame(1, $commands->test());
        self::assertSame('sent: 1', $output->lines[5]);
        self::assertSame(['Events are sent', '0 events wait.', 'The last one was accepted at 08:00:00.'], array_slice($output->lines, 6, 3));
    }

    /** @return array{int, string} */
    private function report(): array
    {
        $entry = rollcall_requirements('runtime')['rollcall'];
        return [$entry['severity'], (string) $entry['value']];
    }

    private function form(): SettingsForm
    {
        return SettingsForm::create($this->site);
    }

    private function values(array $values): FormStateInterface
    {
        return new class ($values) implements FormStateInterface {
            public array $errors = [];

            public function __construct(private readonly array $values)
            {
            }

            public function getValue(string $key, mixed $default = null): mixed
            {
                return $this->values[$key] ?? $default;
            }

            public function setErrorByName(string $name, string|\Stringable $message = ''): static
            {
                $this->errors[$name] = (string) $message;
                return $this;
            }
        };
    }
}
