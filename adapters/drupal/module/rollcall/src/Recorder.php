<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\rollcall\Core\Outbox;
use Drupal\user\RoleInterface;
use Drupal\user\UserInterface;
use Psr\Log\LoggerInterface;

/**
 * Notes in the outbox what happened to accounts and roles.
 *
 * Called by the hooks, within the transaction that saves the account: the event is kept exactly when the change is. Nothing is sent
 * here, since a receiver that is slow would hold the transaction, and one that is quick would hear of changes that are rolled back.
 */
final class Recorder {

  private bool $hasRecorded = FALSE;

  public function __construct(
    private readonly SiteSettings $settings,
    private readonly Outbox $outbox,
    private readonly Origin $origin,
    private readonly LoggerInterface $logger,
  ) {}

  /**
   * An account was created.
   */
  public function accountInserted(UserInterface $account): void {
    $this->recordAccount($account, 'user.insert', ['insert']);
  }

  /**
   * An account was saved; said only when something changed.
   */
  public function accountUpdated(UserInterface $account): void {
    $kinds = $this->settings->wantsUnchanged() ? ['update', 'roles'] : self::kindsOf(self::changedFields($account));
    $this->recordAccount($account, 'user.update', $kinds);
  }

  /**
   * An account was deleted.
   */
  public function accountDeleted(UserInterface $account): void {
    $this->recordAccount($account, 'user.delete', ['delete']);
  }

  /**
   * A role was deleted: its holders lose it without an event of their own.
   */
  public function roleDeleted(RoleInterface $role): void {
    $this->record('role.delete', (string) $role->uuid(), ['role_delete'], NULL);
  }

  /**
   * Whether something was noted in this request.
   */
  public function hasRecorded(): bool {
    return $this->hasRecorded;
  }

  /**
   * The fields that a save changed; nothing when it cannot be told.
   *
   * @return list<string>|null
   *   Names.
   */
  private static function changedFields(UserInterface $account): ?array {
    // Drupal 11.2 has a method for it, and drops the property in 12.
    $original = method_exists($account, 'getOriginal') ? $account->getOriginal() : ($account->original ?? NULL);
    return $original instanceof UserInterface ? AccountChange::fields(self::values($original), self::values($account)) : NULL;
  }

  /**
   * The kinds of event that a change is; any of them is reason enough to send it.
   *
   * @param list<string>|null $fields
   *   What changed.
   *
   * @return list<string>
   *   Of update and roles.
   */
  private static function kindsOf(?array $fields): array {
    return match (TRUE) {
      $fields === NULL => ['update', 'roles'],
      $fields === [] => [],
      $fields === ['roles'] => ['roles'],
      in_array('roles', $fields, TRUE) => ['update', 'roles'],
      default => ['update'],
    };
  }

  /**
   * The fields of an account, by language.
   *
   * @return array<string, array<string, mixed>>
   *   As toArray() gives them.
   */
  private static function values(UserInterface $account): array {
    $values = [];
    foreach (array_keys($account->getTranslationLanguages()) as $language) {
      $values[(string) $language] = $account->getTranslation((string) $language)->toArray();
    }
    return $values;
  }

  /**
   * Notes an event about an account.
   *
   * @param list<string> $kinds
   *   What it is, in the words of the settings.
   */
  private function recordAccount(UserInterface $account, string $type, array $kinds): void {
    $this->record($type, (string) $account->uuid(), $kinds, (int) $account->id());
  }

  /**
   * Notes an event, if the settings ask for it.
   *
   * A fault here must not keep people from saving accounts: the receiver's next full run finds what no event told it.
   *
   * @param list<string> $kinds
   *   What it is, in the words of the settings.
   */
  private function record(string $type, string $uuid, array $kinds, ?int $uid): void {
    try {
      if ($this->settings->address() === '' || $uuid === '' || !array_filter($kinds, $this->settings->wantsEvent(...))) {
        return;
      }
      if (!$this->settings->wantsOrigin($this->origin->of($uid))) {
        return;
      }
      $this->outbox->add($type, $uuid);
    }
    catch (\Exception $exception) {
      $this->logger->error('Noting an event for Rollcall (@type): @message. The next full run of Rollcall finds the change.', [
        '@type' => $type,
        '@message' => $exception->getMessage(),
      ]);
      return;
    }
    $this->hasRecorded = TRUE;
  }

}
