<?php

declare(strict_types=1);

namespace Drupal\rollcall;

use Drupal\Core\Routing\RouteMatchInterface;
use Drupal\Core\Session\AccountInterface;

/**
 * Tells by which way a change came.
 */
final class Origin {

  /**
   * An administrator, on Drupal's pages.
   */
  public const ADMIN = 'admin';
  /**
   * People themselves: their account form, the registration, the cancelling of their account.
   */
  public const OWN = 'own';
  /**
   * All else: other modules, JSON:API and REST, imports, cron, drush.
   */
  public const OTHER = 'other';

  private const OF_VISITORS = ['user.register', 'user.cancel_confirm'];
  private const OF_ACCOUNTS = [
    'entity.user.edit_form',
    'entity.user.cancel_form',
    'system.batch_page.html',
    'system.batch_page.json',
  ];

  /**
   * Takes its parts.
   *
   * @param string $sapi
   *   How PHP runs; tests set it.
   */
  public function __construct(
    private readonly RouteMatchInterface $route,
    private readonly AccountInterface $currentUser,
    private readonly string $sapi = PHP_SAPI,
  ) {}

  /**
   * How a change to an account, or to a role, came about.
   *
   * @param int|null $uid
   *   The account's id; nothing for a role.
   */
  public function of(?int $uid): string {
    if ($this->sapi === 'cli') {
      return self::OTHER;
    }
    $name = (string) $this->route->getRouteName();
    $isSelf = $uid !== NULL && $uid === (int) $this->currentUser->id();
    if (in_array($name, self::OF_VISITORS, TRUE) || ($isSelf && in_array($name, self::OF_ACCOUNTS, TRUE))) {
      return self::OWN;
    }
    if (in_array($name, self::OF_ACCOUNTS, TRUE)) {
      return self::ADMIN;
    }
    return $this->route->getRouteObject()?->getOption('_admin_route') ? self::ADMIN : self::OTHER;
  }

}
