<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Core\Config\ConfigFactoryInterface;
use Drupal\Core\Site\Settings as SiteFile;
use Drupal\Core\State\StateInterface;
use Drupal\rollcall\Core\Secrets;
use Drupal\rollcall\Core\Settings;

/**
 * What administrators chose.
 *
 * Secrets are kept in Drupal's state, not in its configuration, so that no export of the configuration holds them. A site that keeps
 * secrets in settings.php sets $settings['rollcall_secret'], and $settings['rollcall_previous_secret'] during a changeover.
 */
final class SiteSettings implements Settings {

  public const CONFIG = 'rollcall.settings';
  private const SECRETS = 'rollcall.secrets';

  public function __construct(
    private readonly ConfigFactoryInterface $configFactory,
    private readonly StateInterface $state,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function address(): string {
    return (string) $this->get('address');
  }

  /**
   * {@inheritdoc}
   */
  public function timeout(): int {
    return (int) $this->get('timeout');
  }

  /**
   * {@inheritdoc}
   */
  public function secrets(): Secrets {
    if ($this->isSecretInFile()) {
      return new Secrets((string) SiteFile::get('rollcall_secret'), (string) SiteFile::get('rollcall_previous_secret', ''));
    }
    $kept = $this->state->get(self::SECRETS);
    return new Secrets((string) ($kept['current'] ?? ''), (string) ($kept['previous'] ?? ''));
  }

  /**
   * Whether settings.php sets the secret, so that no form can.
   */
  public function isSecretInFile(): bool {
    return (string) SiteFile::get('rollcall_secret', '') !== '';
  }

  /**
   * Keeps other secrets.
   */
  public function keepSecrets(Secrets $secrets): void {
    $this->state->set(self::SECRETS, ['current' => $secrets->current, 'previous' => $secrets->previous]);
  }

  /**
   * Whether an event of this kind is sent: insert, update, roles, delete or role_delete.
   */
  public function wantsEvent(string $kind): bool {
    return in_array($kind, (array) $this->get('events'), TRUE);
  }

  /**
   * Whether changes made in this way are told of: admin, own or other.
   */
  public function wantsOrigin(string $origin): bool {
    return in_array($origin, (array) $this->get('origins'), TRUE);
  }

  /**
   * Whether a save that changed nothing is told of as well.
   */
  public function wantsUnchanged(): bool {
    return (bool) $this->get('unchanged');
  }

  private function get(string $name): mixed {
    return $this->configFactory->get(self::CONFIG)->get($name);
  }

}
