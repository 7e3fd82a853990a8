<?php

declare(strict_types=1);

namespace Rollcall\Tests\core;

use Drupal\rollcall\Core\Secrets;
use Drupal\rollcall\Core\Signature;
use PHPUnit\Framework\TestCase;

final class SignatureTest extends TestCase
{
    /** The example of the specification of Standard Webhooks. */
    private const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    private const BODY = '{"test": 2432232314}';
    private const SIGNED = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

    public function testSignsLikeTheExampleOfTheSpecification(): void
    {
        $headers = (new Signature([self::SECRET]))->headers('msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, self::BODY);
        self::assertSame([
            'content-type' => 'application/json',
            'webhook-id' => 'msg_p5jXN8AQM9LWM0D4loKWxJek',
            'webhook-timestamp' => '1614265330',
            'webhook-signature' => self::SIGNED,
        ], $headers);
    }

    public function testSignsByTwoSecretsWhileTheyAreChangedOver(): void
    {
        $new = Signature::newSecret();
        $secrets = (new Secrets(self::SECRET))->rotatedTo($new);
        $both = (new Signature($secrets->all()))->headers('msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, self::BODY)['webhook-signature'];
        [$first, $second] = explode(' ', $both);
        self::assertSame(self::SIGNED, $second);
        self::assertNotSame(self::SIGNED, $first);
        self::assertSame([$new], $secrets->withoutPrevious()->all());
    }

    public function testKeepsTheOldSecretWhenTheSameIsSetAgain(): void
    {
        $secrets = (new Secrets('whsec_b'))->rotatedTo('whsec_c')->rotatedTo('whsec_c');
        self::assertSame(['whsec_c', 'whsec_b'], [$secrets->current, $secrets->previous]);
    }

    public function testMakesSecretsThatItAcceptsAndNoTwoAlike(): void
    {
        $made = array_map(static fn (): string => Signature::newSecret(), range(1, 50));
        self::assertCount(50, array_unique($made));
        self::assertSame([], array_filter($made, static fn (string $secret): bool => !Signature::isSecret($secret)));
    }

    /** @dataProvider noSecrets */
    public function testRefusesWhatIsNoSecret(string $text): void
    {
        self::assertFalse(Signature::isSecret($text));
        self::assertSame([], (new Secrets($text))->all());
    }

    /** @return array<string, array{string}> */
    public static function noSecrets(): array
    {
        return [
            'nothing' => [''],
            'no prefix' => [base64_encode(str_repeat('x', 32))],
            'too short' => ['whsec_' . base64_encode(str_repeat('x', 23))],
            'too long' => ['whsec_' . base64_encode(str_repeat('x', 65))],
            'no base64' => ['whsec_' . str_repeat('*', 44)],
        ];
    }
}
